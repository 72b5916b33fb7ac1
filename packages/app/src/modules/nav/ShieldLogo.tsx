/** A shield with a check. */
export function ShieldLogo() {
  return (
    <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true">
      <path
        fill="#4d8fe0"
        d="M16 2 4 7v8c0 7.3 5.1 13.2 12 15 6.9-1.8 12-7.7 12-15V7z"
      />
      <path
        fill="none"
        stroke="#fff"
        strokeWidth="3"
        strokeLinecap="round"
        strokeLinejoin="round"
        d="m10.5 16 4 4 7.5-8"
      />
    </svg>
  );
}
