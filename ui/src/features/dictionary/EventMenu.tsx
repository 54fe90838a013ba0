import { ActionIcon, Menu } from '@mantine/core';
import { IconBan, IconDots, IconEye, IconEyeOff, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DictionaryEventPage } from '@/api/types';
import { useToast } from '@/components/toast';
import { useCan } from '@/features/session/me';
import { usePatchEvent, useRefuse } from './dictionary';
import { RemoveEvent } from './RemoveEvent';

/** What can be done to an event as a whole. Hiding and blocking can be undone, so they are done at once. */
export function EventMenu({ event }: { event: DictionaryEventPage }) {
  const { t } = useTranslation();
  const can = useCan();
  const toast = useToast();
  const patch = usePatchEvent(event.name);
  const refuse = useRefuse(event.name);
  const [removing, setRemoving] = useState(false);
  if (!can('dictionary.edit')) return null;
  const { name, hidden, refused } = event;
  const hide = () =>
    patch.mutate(
      { hidden: !hidden },
      {
        onSuccess: () =>
          toast.undoable(t(hidden ? 'dictionary.menu.shown' : 'dictionary.menu.hidden', { name }), () =>
            patch.mutate({ hidden }),
          ),
      },
    );
  const block = () =>
    refuse.mutate(!refused, {
      onSuccess: () =>
        toast.undoable(t(refused ? 'dictionary.menu.taken' : 'dictionary.menu.blocked', { name }), () =>
          refuse.mutate(refused),
        ),
    });
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={34} aria-label={t('dictionary.menu.label', { name })}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={hidden ? <IconEye size={16} /> : <IconEyeOff size={16} />} onClick={hide}>
            {t(hidden ? 'dictionary.menu.show' : 'dictionary.menu.hide')}
          </Menu.Item>
          {can('dictionary.remove') && (
            <>
              <Menu.Item
                leftSection={refused ? <IconPlayerPlay size={16} /> : <IconBan size={16} />}
                onClick={block}
              >
                {t(refused ? 'dictionary.menu.take' : 'dictionary.menu.block')}
              </Menu.Item>
              <Menu.Divider />
              <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => setRemoving(true)}>
                {t('dictionary.menu.remove')}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {removing && <RemoveEvent name={name} refused={refused} onClose={() => setRemoving(false)} />}
    </>
  );
}
