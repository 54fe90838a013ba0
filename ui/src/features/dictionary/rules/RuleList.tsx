import { ActionIcon, Badge, Group, Switch, Table, Text, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPencil, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ArrivalRule, RulesPreview } from '@/api/types';
import { TableScroll } from '@/components/TableScroll';
import classes from './RuleList.module.css';
import { useRuleWords } from './useRuleWords';

interface RuleListProps {
  rules: ArrivalRule[];
  may: boolean;
  /** How often each changed something, once that was tried. */
  counts: RulesPreview['by_rule'] | undefined;
  onChange: (rules: ArrivalRule[]) => void;
  onEdit: (rule: ArrivalRule) => void;
}

function swapped(rules: ArrivalRule[], at: number, by: -1 | 1): ArrivalRule[] {
  const next = [...rules];
  const [one, other] = [next[at], next[at + by]];
  if (one && other) [next[at], next[at + by]] = [other, one];
  return next;
}

/** The rules in the order in which they are applied. */
export function RuleList({ rules, may, counts, onChange, onEdit }: RuleListProps) {
  const { t } = useTranslation();
  const words = useRuleWords();
  return (
    <TableScroll least={620} label={t('dictionary.tabs.rules')}>
      <Table aria-label={t('dictionary.tabs.rules')} className={classes.table}>
        <Table.Tbody>
          {rules.map((rule, index) => {
            const { does, where } = words(rule);
            const count = counts?.find((each) => each.rule === rule.id)?.count;
            return (
              <Table.Tr key={rule.id} data-off={rule.enabled === false || undefined} className={classes.row}>
                <Table.Td className={classes.number}>{index + 1}</Table.Td>
                <Table.Td>
                  <Text fw={500}>{does}</Text>
                  <Text size="xs" c="dimmed">
                    {where}
                    {rule.note && ` · ${rule.note}`}
                  </Text>
                </Table.Td>
                <Table.Td className={classes.count}>
                  {counts && (
                    <Badge color={count ? 'petrol' : 'gray'}>
                      {t('dictionary.rules.times', { count: count ?? 0 })}
                    </Badge>
                  )}
                </Table.Td>
                {may && (
                  <Table.Td className={classes.actions}>
                    <Group gap={4} wrap="nowrap" justify="flex-end">
                      <Switch
                        size="xs"
                        mr={6}
                        checked={rule.enabled ?? true}
                        aria-label={t('dictionary.rules.on', { rule: does })}
                        onChange={(event) => {
                          const enabled = event.currentTarget.checked;
                          onChange(rules.map((each) => (each.id === rule.id ? { ...each, enabled } : each)));
                        }}
                      />
                      <Action
                        label={t('dictionary.rules.up', { rule: does })}
                        disabled={index === 0}
                        onClick={() => onChange(swapped(rules, index, -1))}
                      >
                        <IconArrowUp size={15} />
                      </Action>
                      <Action
                        label={t('dictionary.rules.down', { rule: does })}
                        disabled={index === rules.length - 1}
                        onClick={() => onChange(swapped(rules, index, 1))}
                      >
                        <IconArrowDown size={15} />
                      </Action>
                      <Action label={t('dictionary.rules.edit', { rule: does })} onClick={() => onEdit(rule)}>
                        <IconPencil size={15} />
                      </Action>
                      <Action
                        label={t('dictionary.rules.remove', { rule: does })}
                        onClick={() => onChange(rules.filter(({ id }) => id !== rule.id))}
                      >
                        <IconTrash size={15} />
                      </Action>
                    </Group>
                  </Table.Td>
                )}
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </TableScroll>
  );
}

interface ActionProps {
  label: string;
  disabled?: boolean;
  onClick: () => void;
  children: React.ReactNode;
}

function Action({ label, disabled, onClick, children }: ActionProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} disabled={disabled} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
