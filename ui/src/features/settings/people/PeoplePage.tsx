import { Button, Stack, Tabs } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '@/components/Page';
import { useCan } from '@/features/session/me';
import { InvitationList } from './InvitationList';
import { Invite } from './Invite';
import { RoleTable } from './RoleTable';
import { UserTable } from './UserTable';

const route = getRouteApi('/shell/settings/people');

export function PeoplePage() {
  const { t } = useTranslation();
  const can = useCan();
  const { tab = 'people', invite } = route.useSearch();
  const navigate = useNavigate({ from: '/settings/people' });
  const [inviting, setInviting] = useState(invite ?? false);
  return (
    <Page
      title={t('settings.people.title')}
      sentence={t('settings.people.sentence')}
      action={
        can('users.edit') && (
          <Button leftSection={<IconUserPlus size={16} />} onClick={() => setInviting(true)}>
            {t('settings.people.invite')}
          </Button>
        )
      }
    >
      <Tabs
        value={tab}
        onChange={(next) =>
          void navigate({ search: next === 'roles' ? { tab: 'roles' } : {}, replace: true })
        }
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="people">{t('settings.people.title')}</Tabs.Tab>
          <Tabs.Tab value="roles">{t('settings.people.roles')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="people">
          <Stack>
            <UserTable />
            <InvitationList />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="roles">
          <RoleTable />
        </Tabs.Panel>
      </Tabs>
      {inviting && <Invite onClose={() => setInviting(false)} />}
    </Page>
  );
}
