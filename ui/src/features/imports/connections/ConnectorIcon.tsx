import {
  IconBrandGoogle,
  IconCloud,
  IconDatabase,
  IconLink,
  IconPlug,
  IconServer,
} from '@tabler/icons-react';

const ICONS = {
  'brand-google': IconBrandGoogle,
  cloud: IconCloud,
  database: IconDatabase,
  link: IconLink,
  server: IconServer,
};

/** The picture that a kind of connection names; kinds of other packages may name one that is not here. */
export function ConnectorIcon({ name }: { name: string }) {
  const Picture = ICONS[name as keyof typeof ICONS] ?? IconPlug;
  return <Picture size={18} stroke={1.6} aria-hidden="true" />;
}
