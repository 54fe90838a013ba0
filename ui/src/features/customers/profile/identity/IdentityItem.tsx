import { Badge, Button, Group, Text } from '@mantine/core';
import {
  type Icon,
  IconArrowMoveRight,
  IconArrowsSplit2,
  IconBan,
  IconGitMerge,
  IconLink,
  IconUserPlus,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { IdentityEntry, IdentityKind } from '@/api/types';
import { useCan } from '@/features/session/me';
import { useFormat } from '@/format/useFormat';
import { useNamespaceName } from '../Identifiers';
import classes from '../timeline/Timeline.module.css';
import { useWhy } from './why';

const ICONS: Record<IdentityKind, Icon> = {
  created: IconUserPlus,
  link: IconLink,
  merge: IconGitMerge,
  refused: IconBan,
  moved: IconArrowMoveRight,
  unmerge: IconArrowsSplit2,
};

export function IdentityItem({ entry, onUndo }: { entry: IdentityEntry; onUndo: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useNamespaceName();
  const may = useCan()('customers.merge');
  const Picture = ICONS[entry.kind];
  const { reason } = entry;
  const why = useWhy();
  return (
    <li className={classes.item}>
      <span className={classes.dot} data-tone={entry.kind === 'merge' ? 'message' : 'plain'}>
        <Picture size={15} stroke={1.7} aria-hidden="true" />
      </span>
      <div className={classes.body}>
        <Group gap={8}>
          <span className={classes.name}>{t(`profile.identity.kinds.${entry.kind}`)}</span>
          {entry.undone && <Badge color="gray">{t('profile.identity.undone')}</Badge>}
        </Group>
        <Text size="sm">{why(entry)}</Text>
        <Group gap={6} mt={4}>
          {entry.identifiers.map(({ namespace, value }) => (
            <Badge key={`${namespace}:${value}`} color="gray" maw="100%">
              {nameOf(namespace)}: {value}
            </Badge>
          ))}
        </Group>
        <Text size="xs" c="dimmed" mt={4}>
          {format.dateTime(entry.at)}
          {reason.event &&
            ` · ${t('profile.identity.by', { event: reason.event, source: reason.source ?? '–' })}`}
          {entry.kind === 'merge' && entry.loser && ` · ${t('profile.identity.former', { id: entry.loser })}`}
        </Text>
      </div>
      {entry.kind === 'merge' && entry.reversible && !entry.undone && may && (
        <Button variant="default" size="xs" onClick={onUndo}>
          {t('profile.identity.undo')}
        </Button>
      )}
    </li>
  );
}
