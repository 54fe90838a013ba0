import { Badge, Group, Text, Title, Tooltip } from '@mantine/core';
import { IconEyeOff, IconFlask } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Profile } from '@/api/types';
import { Above } from '@/components/Above';
import { AsOf } from '@/components/AsOf';
import { Copy } from '@/components/Copy';
import { PersonAvatar } from '@/components/PersonAvatar';
import { useFormat } from '@/format/useFormat';
import { useTraitValue } from '../traits';
import classes from './ProfileHeader.module.css';

export function ProfileHeader({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const format = useFormat();
  const sayValue = useTraitValue();
  const { city, country } = profile.traits;
  const place = Object.entries({ city, country })
    .filter(([, value]) => typeof value === 'string' && value)
    .map(([name, value]) => sayValue(name, value))
    .join(', ');
  return (
    <header className={classes.header}>
      <Above places={[{ label: t('customers.title'), to: '/customers' }]} />
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
