import { ActionIcon, NumberInput, Select, Stack, Switch, Table, TagsInput, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { NamespaceRules } from '@/api/types';
import { useNamespaceName } from '@/features/customers/profile/Identifiers';
import type { Row } from './draft';
import { KindName } from './KindName';
import { KindReading } from './KindReading';
import classes from './RulesTable.module.css';

export interface KindRowProps {
  row: Row;
  normalisers: string[];
  may: boolean;
  /** It stands for every kind that is not listed. */
  isOther?: boolean;
  mistake: (field: keyof NamespaceRules) => string | undefined;
  onChange: (part: Partial<NamespaceRules>) => void;
  onRemove?: () => void;
}

const MOST_PATHS = 20;
const MOST_BLOCKED = 500;

type Field = (column: Exclude<keyof NamespaceRules, 'name'>) => { 'aria-label': string; error?: string };

export function KindRow(props: KindRowProps) {
  return props.may ? <KindFields {...props} /> : <KindReading row={props.row} isOther={props.isOther} />;
}

function KindFields({ row, normalisers, isOther, mistake, onChange, onRemove }: KindRowProps) {
  const { t } = useTranslation();
  const nameOf = useNamespaceName();
  const name = isOther ? t('settings.identity.other') : nameOf(row.name);
  const field: Field = (column) => ({
    'aria-label': t('settings.identity.of', { what: t(`settings.identity.columns.${column}`), name }),
    error: mistake(column),
  });
  return (
    <Table.Tr>
      <Table.Td>
        <KindName row={row} isOther={isOther} error={mistake('name')} onChange={onChange} />
      </Table.Td>
      <Table.Td>
        <NumberInput
          {...field('priority')}
          hideControls
          required
          allowDecimal={false}
          min={0}
          max={1000}
          value={row.priority}
          onChange={(next) => typeof next === 'number' && onChange({ priority: next })}
        />
      </Table.Td>
      <Table.Td>
        <NumberInput
          {...field('limit')}
          hideControls
          allowDecimal={false}
          min={1}
          placeholder={t('settings.identity.any')}
          value={row.limit ?? ''}
          onChange={(next) => onChange({ limit: typeof next === 'number' ? next : null })}
        />
      </Table.Td>
      <Table.Td>
        <div className={classes.line}>
          <Switch
            {...field('shared')}
            checked={row.shared}
            onChange={(event) => onChange({ shared: event.currentTarget.checked })}
          />
        </div>
      </Table.Td>
      <Table.Td>
        <Spelling row={row} normalisers={normalisers} field={field} onChange={onChange} />
      </Table.Td>
      <Table.Td>
        {isOther ? (
          <div className={classes.line}>{t('settings.identity.otherPaths')}</div>
        ) : (
          <TagsInput
            {...field('paths')}
            maxTags={MOST_PATHS}
            acceptValueOnBlur
            placeholder={row.paths.length === 0 ? 'traits.passport' : undefined}
            value={row.paths}
            onChange={(paths) => onChange({ paths })}
          />
        )}
      </Table.Td>
      <Table.Td>
        <TagsInput
          {...field('blocked')}
          maxTags={MOST_BLOCKED}
          acceptValueOnBlur
          splitChars={[',', ';']}
          value={row.blocked}
          onChange={(blocked) => onChange({ blocked })}
        />
      </Table.Td>
      <Table.Td>
        {onRemove && row.name !== 'user_id' && (
          <ActionIcon aria-label={t('settings.identity.remove', { name })} onClick={onRemove} mt={4}>
            <IconTrash size={16} />
          </ActionIcon>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

interface SpellingProps extends Pick<KindRowProps, 'row' | 'normalisers' | 'onChange'> {
  field: Field;
}

/** How values that mean the same are made the same. */
function Spelling({ row, normalisers, field, onChange }: SpellingProps) {
  const { t } = useTranslation();
  return (
    <Stack gap={6}>
      <Select
        {...field('normaliser')}
        allowDeselect={false}
        data={normalisers.map((each) => ({ value: each, label: t(`settings.identity.normalisers.${each}`) }))}
        value={row.normaliser}
        onChange={(next) => next && onChange({ normaliser: next })}
      />
      {row.normaliser === 'phone' && (
        <TextInput
          {...field('region')}
          description={t('settings.identity.regionHint')}
          maxLength={2}
          placeholder="UA"
          value={row.region}
          onChange={(event) => onChange({ region: event.currentTarget.value.toUpperCase() })}
        />
      )}
    </Stack>
  );
}
