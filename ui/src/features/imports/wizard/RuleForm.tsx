import {
  Button,
  Group,
  NumberInput,
  Select,
  Stack,
  Switch,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CleaningRule, Json, JsonObject, RuleSetting } from '@/api/types';
import { type Rule, ruleSettings, ruleWith } from '../mapping';

interface RuleFormProps {
  known: CleaningRule;
  rule: Rule;
  onSave: (rule: Rule) => void;
  onRemove: () => void;
}

/** The settings of one rule. */
export function RuleForm({ known, rule, onSave, onRemove }: RuleFormProps) {
  const { t } = useTranslation();
  const [settings, setSettings] = useState<JsonObject>(() => ruleSettings(rule, known.main));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSave(ruleWith(known.key, settings));
      }}
    >
      <Stack gap="xs">
        <Text size="sm">{t(`imports.rules.sentences.${known.key}`)}</Text>
        {known.settings.map((setting) => (
          <Setting
            key={setting.key}
            setting={setting}
            value={settings[setting.key] ?? null}
            onChange={(value) => setSettings({ ...settings, [setting.key]: value })}
          />
        ))}
        <Group justify="space-between">
          <Button variant="subtle" color="red" size="compact-sm" onClick={onRemove}>
            {t('imports.rules.remove')}
          </Button>
          {known.settings.length > 0 && (
            <Button type="submit" size="compact-sm">
              {t('imports.rules.save')}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

interface SettingProps {
  setting: RuleSetting;
  value: Json;
  onChange: (value: Json) => void;
}

const lines = (table: Json) =>
  table && typeof table === 'object' && !Array.isArray(table)
    ? Object.entries(table)
        .map(([from, to]) => `${from} = ${String(to)}`)
        .join('\n')
    : '';

const table = (text: string): JsonObject =>
  Object.fromEntries(
    text
      .split('\n')
      .map((line) => line.split('='))
      .filter(([from]) => from?.trim())
      .map(([from, ...to]) => [from?.trim() ?? '', to.join('=').trim()]),
  );

function Setting({ setting, value, onChange }: SettingProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => lines(value));
  const label = t(`imports.rules.settings.${setting.key}`);
  switch (setting.type) {
    case 'boolean':
      return (
        <Switch label={label} checked={value === true} onChange={(e) => onChange(e.currentTarget.checked)} />
      );
    case 'choice':
      return (
        <Select
          label={label}
          allowDeselect={false}
          comboboxProps={{ withinPortal: false }}
          data={setting.choices.map((each) => ({
            value: each,
            label: t(`imports.rules.choices.${CHOICES[each] ?? each}`),
          }))}
          value={typeof value === 'string' ? value : (setting.choices[0] ?? null)}
          onChange={onChange}
        />
      );
    case 'number':
      return (
        <NumberInput
          label={label}
          value={typeof value === 'number' ? value : ''}
          onChange={(next) => onChange(next === '' ? null : Number(next))}
        />
      );
    case 'list':
      return (
        <TagsInput
          label={label}
          comboboxProps={{ withinPortal: false }}
          value={Array.isArray(value) ? value.map(String) : value === null ? [] : [String(value)]}
          onChange={onChange}
        />
      );
    case 'table':
      return (
        <Textarea
          label={label}
          autosize
          minRows={3}
          maxRows={10}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            onChange(table(event.currentTarget.value));
          }}
        />
      );
    default:
      return (
        <TextInput
          label={label}
          value={value === null ? '' : String(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}

/** Choices whose own text cannot be a key of a message. */
const CHOICES: Record<string, string> = { '': 'auto', '.': 'point', ',': 'comma' };
