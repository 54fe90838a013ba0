import { Loader, Modal, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PersonAvatar } from '@/components/PersonAvatar';
import { useCan } from '@/features/session/me';
import { type Entry, useFixedEntries } from './entries';
import { usePeople } from './people';
import classes from './SearchDialog.module.css';

interface OptionProps {
  entry: Entry;
  id: string;
  active: boolean;
  onPoint: () => void;
  onRun: () => void;
}

function Option({ entry, id, active, onPoint, onRun }: OptionProps) {
  useEffect(() => {
    if (active) document.getElementById(id)?.scrollIntoView({ block: 'nearest' });
  }, [active, id]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the field that keeps the focus
    // biome-ignore lint/a11y/useFocusableInteractive: aria-activedescendant of that field points here
    <div
      id={id}
      role="option"
      aria-selected={active}
      className={classes.option}
      onMouseMove={onPoint}
      onClick={onRun}
    >
      {entry.person ? (
        <PersonAvatar id={entry.person.id} name={entry.person.name} size={24} />
      ) : (
        entry.icon && <entry.icon size={17} stroke={1.7} aria-hidden="true" />
      )}
      <span className="truncate">{entry.label}</span>
      {entry.hint && <span className={`${classes.hint} truncate`}>{entry.hint}</span>}
    </div>
  );
}

/** Finds a person, a page or an action without leaving the keyboard. */
export default function SearchDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const list = useId();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const { people, searching } = usePeople(typed);
  const { pages, actions } = useFixedEntries(typed);
  const groups = [
    { key: 'people', entries: people },
    { key: 'pages', entries: pages },
    { key: 'actions', entries: actions },
  ].filter(({ entries }) => entries.length > 0);
  const all = groups.flatMap(({ entries }) => entries);
  const active = Math.min(at, all.length - 1);

  const run = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    entry.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && all.length > 0) {
      event.preventDefault();
      setAt((active + step + all.length) % all.length);
    }
    if (event.key === 'Enter') run(all[active]);
  };
  const nothing = can('customers.personal') ? 'shell.search.nothing' : 'shell.search.nothingWhole';
  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      centered={false}
      size={600}
      padding={0}
      yOffset="12vh"
      title={<span className="visually-hidden">{t('shell.search.open')}</span>}
      classNames={{ header: classes.header }}
    >
      <TextInput
        variant="unstyled"
        size="md"
        data-autofocus
        className={classes.field}
        leftSection={<IconSearch size={18} stroke={1.7} />}
        rightSection={searching && typed ? <Loader size={14} /> : null}
        placeholder={t('shell.search.placeholder')}
        aria-label={t('shell.search.placeholder')}
        role="combobox"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={all[active] ? `${list}-${active}` : undefined}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={list} role="listbox" aria-label={t('shell.search.results')} className={classes.list}>
        {groups.map(({ key, entries }) => (
          // biome-ignore lint/a11y/useSemanticElements: options of a listbox are grouped by role, a fieldset holds form fields
          <div key={key} role="group" aria-label={t(`shell.search.groups.${key}`)}>
            <div className={classes.label}>{t(`shell.search.groups.${key}`)}</div>
            {entries.map((entry) => {
              const index = all.indexOf(entry);
              return (
                <Option
                  key={entry.key}
                  entry={entry}
                  id={`${list}-${index}`}
                  active={index === active}
                  onPoint={() => setAt(index)}
                  onRun={() => run(entry)}
                />
              );
            })}
          </div>
        ))}
      </div>
      {all.length === 0 && !searching && (
        <Text c="dimmed" p="md" role="status">
          {t(nothing, { typed })}
        </Text>
      )}
    </Modal>
  );
}
