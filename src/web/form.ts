/** The text of a form's field; '' when there is none. */
export function formText(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}

/** The text of a field, or null where it was left empty. */
export function formTextOrNull(form: FormData, name: string): string | null {
  const text = formText(form, name).trim();
  return text === '' ? null : text;
}
