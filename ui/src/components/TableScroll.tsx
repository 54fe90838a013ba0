import type { CSSProperties, ReactNode } from 'react';

/** A table wider than the screen scrolls by itself; what scrolls can be reached by keyboard. */
export function TableScroll({
  least,
  label,
  children,
}: {
  least: number;
  label: string;
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset holds form fields, and a section would be one more landmark
    <div
      role="group"
      className="scroll-x"
      aria-label={label}
      style={{ '--least': `${least}px` } as CSSProperties}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      {children}
    </div>
  );
}
