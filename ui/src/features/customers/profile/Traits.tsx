import { ActionIcon, Button, Popover, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconPencil, IconPlus, IconTags, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json, Profile, Provenance } from '@/api/types';
import { Panel } from '@/components/Panel';
import { useToast } from '@/components/toast';
import { useCan } from '@/features/session/me';
import { useFormat } from '@/format/useFormat';
import { useTraitName, useTraitValue } from '../traits';
import classes from './Facts.module.css';
import { useSetTraits } from './profile';
import { TraitForm } from './TraitForm';

export function Traits({ profile }: { profile: Profile }) {
  const { t, i18n } = useTranslation();
  const may = useCan()('customers.edit') && !profile.masked;
  const nameOf = useTraitName();
  const toast = useToast();
  const save = useSetTraits(profile.id);
  const [editing, setEditing] = useState<string | null>(null);
  const [adding, setAdding] = useState(false);
  const names = Object.keys(profile.traits).sort((a, b) => nameOf(a).localeCompare(nameOf(b), i18n.language));

  const change = (name: string, value: Json) => {
    const before = profile.traits[name] ?? null;
    save.mutate(
      { [name]: value },
      {
        onSuccess: () => {
          setEditing(null);
          setAdding(false);
          const said = t(value === null ? 'profile.traits.removed' : 'profile.traits.saved', {
            name: nameOf(name),
          });
          toast.undoable(said, () => save.mutate({ [name]: before }));
        },
      },
    );
  };
  return (
    <Panel
      title={t('profile.traits.title')}
      flush
      aside={
        may && (
          <ActionIcon onClick={() => setAdding(true)} aria-label={t('profile.traits.add')}>
            <IconPlus size={16} />
          </ActionIcon>
        )
      }
    >
      {adding && <NewTrait busy={save.isPending} onSave={change} onCancel={() => setAdding(false)} />}
      <dl className={classes.list}>
        {names.map((name) => {
          const value = profile.traits[name] ?? null;
          return editing === name ? (
            <div key={name} className={classes.row}>
              <dt className={classes.name} title={name}>
                {nameOf(name)}
              </dt>
              <dd className={classes.both}>
                <TraitForm
                  name={name}
                  value={value}
                  busy={save.isPending}
                  onSave={(next) => change(name, next)}
                  onCancel={() => setEditing(null)}
                />
              </dd>
            </div>
          ) : (
            <div key={name} className={classes.row}>
              <dt className={classes.name} title={name}>
                {nameOf(name)}
              </dt>
              <dd className={classes.both}>
                <div className={classes.words}>
                  <TraitValue name={name} value={value} from={profile.provenance[name]} />
                </div>
                {may && (
                  <div className={classes.tools}>
                    <ActionIcon
                      size="sm"
                      onClick={() => setEditing(name)}
                      aria-label={t('profile.traits.edit', { name: nameOf(name) })}
                    >
                      <IconPencil size={14} />
                    </ActionIcon>
                    <ActionIcon
                      size="sm"
                      onClick={() => change(name, null)}
                      aria-label={t('profile.traits.remove', { name: nameOf(name) })}
                    >
                      <IconTrash size={14} />
                    </ActionIcon>
                  </div>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
      {names.length === 0 && !adding && (
        <Text c="dimmed" size="sm" px="md" pb="md">
          <IconTags size={14} aria-hidden="true" /> {t('profile.traits.none')}
        </Text>
      )}
    </Panel>
  );
}

/** The value; a click says which event it came from, through which source and when. */
function TraitValue({ name, value, from }: { name: string; value: Json; from: Provenance | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const said = useTraitValue()(name, value);
  const label = useTraitName()(name);
  if (!from) {
    return (
      <div className={classes.one} title={said}>
        {said}
      </div>
    );
  }
  return (
    <Popover position="bottom-start" width={300} withArrow>
      <Popover.Target>
        <UnstyledButton
          className={`${classes.from} ${classes.one}`}
          title={said}
          aria-label={t('profile.traits.whence', { name: label, value: said })}
        >
          {said}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Text size="sm" fw={500} mb={4}>
          {t('profile.traits.origin', { name: label })}
        </Text>
        <Text size="sm" className={classes.value} mb={4}>
          {said}
        </Text>
        <Text size="sm" c="dimmed">
          {t('profile.traits.provenance', {
            event: from.event ?? t('profile.traits.unnamedEvent'),
            source: from.source ?? '–',
            at: format.dateTime(from.at),
          })}
        </Text>
        {from.message_id && <div className="mono truncate">{from.message_id}</div>}
      </Popover.Dropdown>
    </Popover>
  );
}

interface NewTraitProps {
  busy: boolean;
  onSave: (name: string, value: Json) => void;
  onCancel: () => void;
}

function NewTrait({ busy, onSave, onCancel }: NewTraitProps) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [named, setNamed] = useState(false);
  if (named) {
    return (
      <div className={classes.row}>
        <div className={classes.name}>{name}</div>
        <TraitForm
          name={name}
          value=""
          busy={busy}
          onSave={(value) => onSave(name, value)}
          onCancel={onCancel}
        />
      </div>
    );
  }
  return (
    <form
      style={{ padding: '0 16px 8px' }}
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim()) setNamed(true);
      }}
    >
      <Stack gap="xs">
        <TextInput
          label={t('profile.traits.name')}
          value={name}
          autoFocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={!name.trim()}>
          {t('profile.traits.next')}
        </Button>
      </Stack>
    </form>
  );
}
