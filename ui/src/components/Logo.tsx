/** Half a face, half a page of records: the name is облік (keeping records) and облик (a face). */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <g fill="currentColor">
        <path
          fillRule="evenodd"
          d="M11 1a11 11 0 0 0 0 22Zm-4.6 6.2a1.75 1.75 0 1 1 0 3.5 1.75 1.75 0 0 1 0-3.5Z"
        />
        <rect x="13.4" y="2.4" width="5" height="4.4" rx="1.6" />
        <rect x="13.4" y="9.8" width="9.6" height="4.4" rx="1.6" />
        <rect x="13.4" y="17.2" width="6" height="4.4" rx="1.6" />
      </g>
    </svg>
  );
}
