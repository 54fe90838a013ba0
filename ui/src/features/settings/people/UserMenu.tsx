import { ActionIcon, Menu } from '@mantine/core';
import {
  IconDots,
  IconKey,
  IconLogout,
  IconShieldOff,
  IconUserCheck,
  IconUserOff,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { User } from '@/api/types';
import { Confirm } from '@/components/Confirm';
import { useToast } from '@/components/toast';
import { useEndSessions, usePatchUser, useResetFactor } from './people';
import { SetPassword } from './SetPassword';

type Asking = 'password' | 'disable' | 'factor';

/** What can be done about somebody else's account. */
export function UserMenu({ user }: { user: User }) {
  const { t } = useTranslation();
  const toast = useToast();
  const patch = usePatchUser();
  const endSessions = useEndSessions();
  const resetFactor = useResetFactor();
  const [asking, setAsking] = useState<Asking | null>(null);
  const { id, name } = user;
  const close = () => setAsking(null);
  const signOut = () =>
    endSessions.mutate(id, { onSuccess: () => toast.done(t('settings.people.signedOut', { name })) });
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t('settings.people.menu', { name })}>
            <IconDots size={18} stroke={1.7} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconKey size={16} />} onClick={() => setAsking('password')}>
            {t('settings.people.setPassword')}
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={16} />} onClick={signOut}>
            {t('settings.people.signOut')}
          </Menu.Item>
          {user.second_factor && (
            <Menu.Item leftSection={<IconShieldOff size={16} />} onClick={() => setAsking('factor')}>
              {t('settings.people.resetFactor')}
            </Menu.Item>
          )}
          <Menu.Divider />
          {user.disabled ? (
            <Menu.Item
              leftSection={<IconUserCheck size={16} />}
              onClick={() => patch.mutate({ id, disabled: false })}
            >
              {t('settings.people.enable')}
            </Menu.Item>
          ) : (
            <Menu.Item
              color="red"
              leftSection={<IconUserOff size={16} />}
              onClick={() => setAsking('disable')}
            >
              {t('settings.people.disable')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Confirm
        opened={asking === 'disable'}
        danger
        title={t('settings.people.disableTitle', { name })}
        verb={t('settings.people.disable')}
        busy={patch.isPending}
        onClose={close}
        onConfirm={() => patch.mutate({ id, disabled: true }, { onSettled: close })}
      >
        {t('settings.people.disableText')}
      </Confirm>
      <Confirm
        opened={asking === 'factor'}
        danger
        title={t('settings.people.resetFactorTitle', { name })}
        verb={t('settings.people.resetFactor')}
        busy={resetFactor.isPending}
        onClose={close}
        onConfirm={() =>
          resetFactor.mutate(id, {
            onSuccess: () => toast.done(t('settings.people.factorReset', { name })),
            onSettled: close,
          })
        }
      >
        {t('settings.people.resetFactorText')}
      </Confirm>
      {asking === 'password' && <SetPassword user={user} onClose={close} />}
    </>
  );
}
