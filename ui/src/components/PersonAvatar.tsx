import { Avatar } from '@mantine/core';
import { IconUser } from '@tabler/icons-react';

const HUES = [188, 28, 248, 325, 80, 210, 5, 150, 275, 50];

/** FNV-1a: the same person has the same colour on every page and after every restart. */
function hue(id: string): number {
  let hash = 0x811c9dc5;
  for (const letter of id) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  return HUES[(hash >>> 0) % HUES.length] ?? 188;
}

export function initials(name: string): string {
  const letters = name
    .split(/\s+/)
    .map((word) => [...word].find((letter) => /\p{L}/u.test(letter)))
    .filter((letter) => letter !== undefined);
  const last = letters.length > 1 ? letters.at(-1) : undefined;
  return `${letters[0] ?? ''}${last ?? ''}`.toUpperCase();
}

export function PersonAvatar({ id, name, size = 28 }: { id: string; name: string | null; size?: number }) {
  const angle = hue(id);
  return (
    <Avatar
      size={size}
      radius="xl"
      aria-hidden="true"
      styles={{
        placeholder: {
          fontSize: size * 0.38,
          fontWeight: 600,
          background: `light-dark(hsl(${angle} 45% 90%), hsl(${angle} 30% 24%))`,
          color: `light-dark(hsl(${angle} 60% 26%), hsl(${angle} 50% 80%))`,
          border: 0,
        },
      }}
    >
      {name && initials(name) ? initials(name) : <IconUser size={size * 0.55} stroke={1.6} />}
    </Avatar>
  );
}
