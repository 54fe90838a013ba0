import { Button, Checkbox, Popover, ScrollArea, Stack, Text } from '@mantine/core';
import { IconColumns } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Column } from '@/api/types';
import { useFormat } from '@/format/useFormat';
import { OWN_COLUMNS } from './customers';
import { useTraitName } from './traits';

interface ColumnPickerProps {
  traits: Column[];
  shown: string[];
  /** Undefined: the usual ones again. */
  onChange: (keys: string[] | undefined) => void;
}

export function ColumnPicker({ traits, shown, onChange }: ColumnPickerProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useTraitName();
  const toggle = (key: string) =>
    onChange(shown.includes(key) ? shown.filter((each) => each !== key) : [...shown, key]);
  const box = (key: string, label: string, description?: string) => (
    <Checkbox
      key={key}
      size="xs"
      label={label}
      description={description}
      checked={shown.includes(key)}
      onChange={() => toggle(key)}
      styles={{ label: { fontSize: 13 } }}
    />
  );
  return (
    <Popover position="bottom-end" width={260} trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns size={16} stroke={1.7} />}>
          {t('customers.columns.choose')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={t('customers.columns.choose')}>
        <ScrollArea.Autosize mah={420} type="auto">
          <Stack gap={8} p="sm">
            {OWN_COLUMNS.map((key) => box(key, t(`customers.columns.${key}`)))}
            <Text size="xs" c="dimmed" mt={6}>
              {t('customers.columns.traits')}
            </Text>
            {traits.map(({ key, label, filled }) =>
              box(key, nameOf(label), t('customers.columns.filled', { share: format.percent(filled) })),
            )}
            <Button variant="subtle" size="xs" onClick={() => onChange(undefined)}>
              {t('customers.columns.usual')}
            </Button>
          </Stack>
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  );
}
