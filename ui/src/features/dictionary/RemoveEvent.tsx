import { Checkbox, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '@/components/Confirm';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useToast } from '@/components/toast';
import { useFormat } from '@/format/useFormat';
import { removalQuery, useRemove } from './dictionary';

interface RemoveEventProps {
  name: string;
  refused: boolean;
  onClose: () => void;
}

/** It cannot be undone, so it says what will be gone, of how many people, and what stays. */
export function RemoveEvent({ name, refused, onClose }: RemoveEventProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const toast = useToast();
  const { data: removal, error } = useQuery(removalQuery(name));
  const remove = useRemove(name);
  const [block, setBlock] = useState(!refused);
  const confirm = () =>
    remove.mutate(block && !refused, {
      onSuccess: () => {
        toast.done(t('dictionary.remove.requested'));
        onClose();
      },
    });
  return (
    <Confirm
      opened
      danger
      title={t('dictionary.remove.title', { name })}
      verb={t('dictionary.remove.verb', { count: removal?.events ?? 0 })}
      busy={remove.isPending || (!removal && !error)}
      onConfirm={confirm}
      onClose={onClose}
    >
      {error && <ProblemNotice error={error} />}
      {!removal && !error && <Skeleton height={90} />}
      {removal && (
        <Stack gap="sm">
          <Text>
            {t('dictionary.remove.gone', {
              count: removal.events,
              people: removal.people,
              since: format.date(removal.first_at),
            })}
          </Text>
          {removal.staying > 0 && <Text>{t('dictionary.remove.stays', { count: removal.staying })}</Text>}
          <Text c="dimmed" size="sm">
            {t('dictionary.remove.figures')}
          </Text>
          {!refused && (
            <Checkbox
              label={t('dictionary.remove.block')}
              checked={block}
              onChange={(event) => setBlock(event.currentTarget.checked)}
            />
          )}
        </Stack>
      )}
    </Confirm>
  );
}
