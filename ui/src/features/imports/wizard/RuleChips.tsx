import { Button, Group, Menu, Popover } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Catalogue } from '@/api/types';
import { type Rule, ruleName } from '../mapping';
import { RuleForm } from './RuleForm';

interface RuleChipsProps {
  rules: Rule[];
  catalogue: Catalogue;
  label: string;
  onChange: (rules: Rule[]) => void;
}

/** The rules of a column in the order in which they work; each opens its settings. */
export function RuleChips({ rules, catalogue, label, onChange }: RuleChipsProps) {
  const { t } = useTranslation();
  const replaced = (place: number, ...by: Rule[]) => rules.toSpliced(place, 1, ...by);
  return (
    <Group gap={6}>
      {rules.map((rule, place) => (
        <Chip
          // biome-ignore lint/suspicious/noArrayIndexKey: a rule is what stands at its place
          key={`${place} ${ruleName(rule)}`}
          rule={rule}
          catalogue={catalogue}
          onChange={(next) => onChange(replaced(place, next))}
          onRemove={() => onChange(replaced(place))}
        />
      ))}
      <Menu position="bottom-start">
        <Menu.Target>
          <Button
            variant="subtle"
            size="compact-xs"
            leftSection={<IconPlus size={12} />}
            aria-label={t('imports.rules.addTo', { name: label })}
          >
            {t('imports.rules.add')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
          {catalogue.rules.map(({ key, settings }) => (
            <Menu.Item
              key={key}
              onClick={() =>
                onChange([...rules, settings.some(({ required }) => required) ? blank(key) : key])
              }
            >
              {t(`imports.rules.names.${key}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}

/** A rule that makes no sense without a setting, as it is before somebody sets it. */
const blank = (key: string): Rule => {
  const usual: Record<string, Rule> = {
    prefix: { prefix: { text: '-' } },
    replace: { replace: { find: '-' } },
    map: { map: { values: {} } },
    case: { case: { to: 'lower' } },
    split_name: { split_name: { part: 'first' } },
  };
  return usual[key] ?? key;
};

interface ChipProps {
  rule: Rule;
  catalogue: Catalogue;
  onChange: (rule: Rule) => void;
  onRemove: () => void;
}

function Chip({ rule, catalogue, onChange, onRemove }: ChipProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const name = ruleName(rule);
  const known = catalogue.rules.find(({ key }) => key === name);
  return (
    <Popover opened={open} onChange={setOpen} width={300} position="bottom-start" trapFocus>
      <Popover.Target>
        <Button variant="light" size="compact-xs" onClick={() => setOpen((now) => !now)}>
          {t(`imports.rules.names.${name}`)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        {known && (
          <RuleForm
            known={known}
            rule={rule}
            onSave={(next) => {
              setOpen(false);
              onChange(next);
            }}
            onRemove={onRemove}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
