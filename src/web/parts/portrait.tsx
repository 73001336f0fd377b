import { useState } from 'react';

type PortraitProps = { name: string; photoId: string | null; size?: 'small' | 'medium' | 'large' };

/** A person's photo, or the initials of the given name where there is none. */
export function Portrait({ name, photoId, size = 'medium' }: PortraitProps) {
  const [failedId, setFailedId] = useState<string | null>(null);
  const shown = photoId !== null && photoId !== failedId;
  return (
    <span className={`portrait portrait-${size}`} aria-hidden>
      {shown ? (
        <img
          src={`/api/photos/${photoId}/picture?portrait=true`}
          alt=""
          loading="lazy"
          onError={() => setFailedId(photoId)}
        />
      ) : (
        initials(name)
      )}
    </span>
  );
}

/** Vietnamese names end with the given name: "Nguyễn Thị Lan" is NL. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = words.at(0)?.charAt(0) ?? '';
  const last = words.length > 1 ? (words.at(-1)?.charAt(0) ?? '') : '';
  return (first + last).toLocaleUpperCase('vi');
}
