/** The mark and the name of the product. */
export function Brand() {
  return (
    <span className="brand">
      <svg viewBox="0 0 32 32" aria-hidden width="30" height="30">
        <path d="M23 11.2A8.4 8.4 0 1 0 23 20.8" className="brand-arc" />
        <path d="m13 16.2 2.7 2.7 6.3-6.6" className="brand-tick" />
      </svg>
      <span className="brand-name">Chuyên Cần</span>
    </span>
  );
}
