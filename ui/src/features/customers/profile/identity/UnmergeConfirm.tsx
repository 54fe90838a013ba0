import { List, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { IdentityEntry, Profile } from '@/api/types';
import { Confirm } from '@/components/Confirm';
import { useFormat } from '@/format/useFormat';
import { useUnmerge } from '../profile';
import { useWhy } from './why';

interface UnmergeConfirmProps {
  profile: Profile;
  merge: IdentityEntry;
  onClose: () => void;
  onSplit: (profiles: Profile[]) => void;
}

export function UnmergeConfirm({ profile, merge, onClose, onSplit }: UnmergeConfirmProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const unmerge = useUnmerge(profile.id);
  const why = useWhy();
  return (
    <Confirm
      opened
      title={t('profile.unmerge.title')}
      verb={t('profile.unmerge.verb')}
      busy={unmerge.isPending}
      onClose={onClose}
      onConfirm={() =>
        unmerge.mutate(merge.id, { onSuccess: ({ profiles }) => onSplit(profiles), onError: onClose })
      }
    >
      <Stack gap="xs">
        <Text>
          {t('profile.unmerge.what', {
            name: profile.name || t('customers.anonymous'),
            at: format.dateTime(merge.at),
          })}
        </Text>
        <Text c="dimmed">{why(merge)}</Text>
        <List size="sm" spacing={4}>
          <List.Item>{t('profile.unmerge.events')}</List.Item>
          <List.Item>{t('profile.unmerge.traits')}</List.Item>
          <List.Item>{t('profile.unmerge.apart')}</List.Item>
        </List>
      </Stack>
    </Confirm>
  );
}
