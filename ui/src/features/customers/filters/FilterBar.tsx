import { Button, CloseButton, Group, Popover, UnstyledButton } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Column, Filter } from '@/api/types';
import { traitOf } from '../customers';
import classes from './FilterBar.module.css';
import { FilterEditor } from './FilterEditor';
import { useFilterWords } from './words';

interface FilterBarProps {
  traits: Column[];
  filters: Filter[];
  onChange: (filters: Filter[] | undefined) => void;
}

/** One chip a condition; a click on it changes it, the cross takes it away. */
export function FilterBar({ traits, filters, onChange }: FilterBarProps) {
  const { t } = useTranslation();
  const words = useFilterWords(traits);
  const tell = (next: Filter[]) => onChange(next.length > 0 ? next : undefined);
  return (
    <Group gap={6}>
      {filters.map((filter, index) => (
        <span key={JSON.stringify(filter)} className={classes.chip}>
          <Editing
            traits={traits}
            filter={filter}
            onDone={(changed) => tell(filters.with(index, changed))}
            target={(open) => (
              <UnstyledButton className={classes.words} onClick={open}>
                {words(filter)}
              </UnstyledButton>
            )}
          />
          <CloseButton
            size="xs"
            aria-label={t('customers.filter.remove', { filter: words(filter) })}
            onClick={() => tell(filters.filter((each) => each !== filter))}
          />
        </span>
      ))}
      <Editing
        traits={traits}
        onDone={(added) => tell([...filters, added])}
        target={(open) => (
          <Button
            variant="default"
            leftSection={<IconFilter size={16} stroke={1.7} />}
            onClick={open}
            disabled={traits.length === 0}
          >
            {t('customers.filter.add')}
          </Button>
        )}
      />
    </Group>
  );
}

interface EditingProps {
  traits: Column[];
  filter?: Filter;
  onDone: (filter: Filter) => void;
  target: (open: () => void) => ReactNode;
}

function Editing({ traits, filter, onDone, target }: EditingProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const first = traits[0];
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" width={300} trapFocus>
      <Popover.Target>{target(() => setOpened(!opened))}</Popover.Target>
      <Popover.Dropdown aria-label={t('customers.filter.title')}>
        {first && (
          <FilterEditor
            traits={traits}
            initial={filter ?? { trait: traitOf(first.key), op: first.type === 'number' ? 'gte' : 'eq' }}
            onDone={(changed) => {
              setOpened(false);
              onDone(changed);
            }}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
