import { type KeyboardEvent, type RefObject, useState } from 'react';

interface RowKeys {
  frame: RefObject<HTMLDivElement | null>;
  count: number;
  reveal: (index: number) => void;
  open: (index: number) => void;
}

const PAGE = 12;

function target(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return at + 1;
    case 'ArrowUp':
    case 'k':
      return at - 1;
    case 'PageDown':
      return at + PAGE;
    case 'PageUp':
      return at - PAGE;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

/** Arrows (or j and k) move from row to row, Enter opens; one row is in the tab order. */
export function useRowKeys({ frame, count, reveal, open }: RowKeys) {
  const [current, setCurrent] = useState(0);
  const focus = (index: number) => {
    setCurrent(index);
    reveal(index);
    requestAnimationFrame(() => {
      frame.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus({ preventScroll: true });
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const onRow = (event.target as HTMLElement).dataset.index !== undefined;
    if (event.key === 'Enter' && onRow) return open(current);
    const next = target(event.key, current, count);
    if (next === undefined || count === 0 || !onRow) return;
    event.preventDefault();
    focus(Math.max(0, Math.min(count - 1, next)));
  };
  return { current: Math.min(current, Math.max(0, count - 1)), setCurrent, onKeyDown };
}
