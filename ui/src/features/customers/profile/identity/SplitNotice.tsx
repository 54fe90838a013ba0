import { Alert, Group, Stack } from '@mantine/core';
import { IconArrowsSplit2 } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Profile } from '@/api/types';
import { PersonAvatar } from '@/components/PersonAvatar';

/** After an unmerge: both people, one click away. */
export function SplitNotice({ profiles }: { profiles: Profile[] }) {
  const { t } = useTranslation();
  return (
    <Alert icon={<IconArrowsSplit2 />} title={t('profile.unmerge.done')} role="status">
      <Stack gap={6}>
        {profiles.map(({ id, name, figures }) => (
          <Group key={id} gap={8}>
            <PersonAvatar id={id} name={name} size={24} />
            <Link to="/customers/$id" params={{ id }}>
              {name || t('customers.anonymous')}
            </Link>
            <span>{t('profile.unmerge.has', { events: figures.events, orders: figures.orders })}</span>
          </Group>
        ))}
      </Stack>
    </Alert>
  );
}
