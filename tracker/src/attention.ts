/** How long a page was looked at, and how far down: told each time it is left. */
import type { Core } from './core';

const IDLE = 30_000; // ms for which somebody who does nothing is taken to be reading
const WORTH_TELLING = 1000; // ms
const LOOK_EVERY = 250; // ms between two looks at the scroll bar, which cost layout

export function watchAttention(core: Core): void {
  let active = 0; // ms
  let last = performance.now();
  let seen = document.visibilityState === 'visible';
  let depth = 0;
  let lookedAt = 0;
  let told = false;

  function live(): void {
    const now = performance.now();
    if (seen) active += Math.min(now - last, IDLE);
    last = now;
  }

  function look(): void {
    const { scrollHeight } = document.documentElement;
    if (scrollHeight) depth = Math.max(depth, Math.min(1, (scrollY + innerHeight) / scrollHeight));
  }

  for (const name of ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchmove'] as const) {
    core.hear(name, live);
  }
  core.hear('scroll', () => {
    live();
    if (last - lookedAt < LOOK_EVERY) return;
    lookedAt = last;
    look();
  });
  core.on('page', () => {
    active = depth = 0;
    told = false;
    last = performance.now();
  });
  core.on('leave', () => {
    live();
    look();
    if (told && active < WORTH_TELLING) return;
    told = true;
    const properties = {
      active_seconds: Math.round(active / 100) / 10,
      scroll_percent: Math.round(depth * 100),
    };
    active = 0;
    core.track('Page Left', properties);
  });
  core.hear('visibilitychange' as keyof WindowEventMap, () => {
    seen = document.visibilityState === 'visible';
    last = performance.now();
  });
}
