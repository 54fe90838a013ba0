import { Anchor, Badge, Group, Text, Title, Tooltip } from '@mantine/core';
import { IconChevronRight, IconEyeOff, IconFlask } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Profile } from '@/api/types';
import { AsOf } from '@/components/AsOf';
import { Copy } from '@/components/Copy';
import { PersonAvatar } from '@/components/PersonAvatar';
import { useFormat } from '@/format/useFormat';
import classes from './ProfileHeader.module.css';

export function ProfileHeader({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { city, country } = profile.traits;
  const place = [city, country].filter((each) => typeof each === 'string' && each).join(', ');
  return (
    <header className={classes.header}>
      <Group gap={4} component="nav" aria-label={t('shell.breadcrumbs')}>
        <Anchor component={Link} to="/customers" size="sm" c="dimmed">
          {t('customers.title')}
        </Anchor>
        <IconChevronRight size={14} aria-hidden="true" color="var(--mantine-color-dimmed)" />
      </Group>
      <div className={classes.person}>
        <PersonAvatar id={profile.id} name={profile.name} size={52} />
        <div className={classes.words}>
          <Group gap="xs">
            <Title order={1}>{profile.name || t('customers.anonymous')}</Title>
            <Marks profile={profile} />
          </Group>
          <Text c="dimmed" size="sm" component="div">
            {place && `${place} · `}
            {t('profile.since', { date: format.date(profile.first_seen) })}
            {' · '}
            <span className="mono">{profile.id}</span> <Copy value={profile.id} what={t('profile.id')} />
          </Text>
        </div>
        <div className={classes.asOf}>
          <AsOf at={profile.as_of} />
        </div>
      </div>
    </header>
  );
}

function Marks({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  return (
    <>
      {profile.masked && (
        <Tooltip label={t('profile.maskedHint')}>
          <Badge color="gray" leftSection={<IconEyeOff size={12} />}>
            {t('profile.masked')}
          </Badge>
        </Tooltip>
      )}
      {profile.generated && (
        <Tooltip label={t('profile.generatedHint')}>
          <Badge color="orange" leftSection={<IconFlask size={12} />}>
            {t('profile.generated')}
          </Badge>
        </Tooltip>
      )}
    </>
  );
}
