import { Button, Group, Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Upload } from '@/api/types';
import { Panel } from '@/components/Panel';
import { useFormat } from '@/format/useFormat';
import { Failure } from '../Failure';

/** A file on its way from a connection, or one that did not come. */
export function Fetching({ upload, onBack }: { upload: Upload; onBack: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const back = (
    <Group mt="sm">
      <Button variant="default" onClick={onBack}>
        {t('imports.steps.back')}
      </Button>
    </Group>
  );
  if (upload.status !== 'fetching') {
    return (
      <Failure
        title={t('imports.from.failed')}
        code={upload.error_code}
        said={upload.error ?? t('imports.from.unfinished')}
      >
        {back}
      </Failure>
    );
  }
  return (
    <Panel title={t('imports.from.fetching')}>
      <Progress value={100} animated aria-label={t('imports.from.fetching')} />
      <Text size="xs" c="dimmed" mt={6} role="status">
        {t('imports.from.came', { size: format.bytes(upload.received) })}
      </Text>
      {back}
    </Panel>
  );
}
