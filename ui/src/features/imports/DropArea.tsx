import { Button, FileButton, Loader, Progress, Text } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/format/useFormat';
import classes from './DropArea.module.css';
import type { Sending } from './uploads';

const FORMATS = '.csv,.tsv,.txt,.xlsx,.xls,.ods,.json,.jsonl,.ndjson,.parquet,.xml,.yml,.gz';

interface DropAreaProps {
  file: File | null;
  busy: boolean;
  sending: Sending | null;
  onFile: (file: File) => void;
}

export function DropArea({ file, busy, sending, onFile }: DropAreaProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const dropped = event.dataTransfer.files[0];
    if (dropped && !busy) onFile(dropped);
  };
  return (
    <section
      aria-label={t('imports.drop.title')}
      className={classes.area}
      data-over={over || undefined}
      data-small={file !== null || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <IconFileSpreadsheet size={file ? 22 : 32} stroke={1.4} aria-hidden="true" />
      <div>
        <Text fw={500}>{file ? file.name : t('imports.drop.title')}</Text>
        <Text size="sm" c="dimmed">
          {file ? format.bytes(file.size) : t('imports.drop.formats')}
        </Text>
        {file && sending && (
          <>
            <Progress
              mt={6}
              value={(sending.sent / Math.max(1, file.size)) * 100}
              aria-label={t('imports.check.uploading')}
            />
            <Text size="xs" c="dimmed" mt={4} role="status">
              {sending.waiting
                ? t('imports.drop.waiting')
                : t('imports.drop.sent', { sent: format.bytes(sending.sent), size: format.bytes(file.size) })}
            </Text>
          </>
        )}
      </div>
      {busy ? (
        <Loader size="sm" aria-label={t('imports.drop.looking')} />
      ) : (
        <FileButton onChange={(picked) => picked && onFile(picked)} accept={FORMATS}>
          {(props) => (
            <Button {...props} variant={file ? 'default' : 'filled'}>
              {t(file ? 'imports.drop.other' : 'imports.drop.choose')}
            </Button>
          )}
        </FileButton>
      )}
    </section>
  );
}
