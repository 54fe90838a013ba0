import { Button, Tabs } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '@/components/Page';
import { useCan } from '@/features/session/me';
import { AddUser } from './AddUser';
import { RoleTable } from './RoleTable';
import { UserTable } from './UserTable';

const route = getRouteApi('/shell/settings/people');

export function PeoplePage() {
  const { t } = useTranslation();
  const can = useCan();
  const { tab = 'people' } = route.useSearch();
  const navigate = useNavigate({ from: '/settings/people' });
  const [adding, setAdding] = useState(false);
  return (
    <Page
      title={t('settings.people.title')}
      sentence={t('settings.people.sentence')}
      action={
        can('users.edit') && (
          <Button leftSection={<IconUserPlus size={16} />} onClick={() => setAdding(true)}>
            {t('settings.people.add')}
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
          <UserTable />
        </Tabs.Panel>
        <Tabs.Panel value="roles">
          <RoleTable />
        </Tabs.Panel>
      </Tabs>
      {adding && <AddUser onClose={() => setAdding(false)} />}
    </Page>
  );
}
