import { Badge, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';

export function Segments({ keys }: { keys: string[] }) {
  const { t } = useTranslation();
  if (keys.length === 0) return null;
  return (
    <Panel title={t('profile.segments')}>
      <Group gap={6}>
        {keys.map((key) => (
          <Badge key={key}>{key}</Badge>
        ))}
      </Group>
    </Panel>
  );
}
