import { Group, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ColumnDef } from '@tanstack/react-table';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Column, ProfileRow } from '@/api/types';
import { Moment } from '@/components/AsOf';
import { PersonAvatar } from '@/components/PersonAvatar';
import type { Format } from '@/format/format';
import { useFormat } from '@/format/useFormat';
import { SORTABLE, traitOf } from './customers';
import { mainIdentifier } from './identifiers';
import { useTraitName, useTraitValue } from './traits';

type Definition = ColumnDef<ProfileRow>;

/** Wide enough for the words that stand there in each language, and all usual columns fit a laptop. */
const TRAIT_SIZES: Record<string, number> = { country: 136, city: 104 };

function Cut({ children }: { children: string }) {
  return (
    <span className="truncate" title={children}>
      {children}
    </span>
  );
}

function Person({ row }: { row: ProfileRow }) {
  const { t } = useTranslation();
  const name = (
    <Link to="/customers/$id" params={{ id: row.id }} className="plain truncate" tabIndex={-1}>
      {row.name || t(row.identified ? 'customers.unnamed' : 'customers.anonymous')}
    </Link>
  );
  return (
    <Group gap={10} wrap="nowrap" miw={0}>
      <PersonAvatar id={row.id} name={row.identified ? row.name : null} size={28} />
      {row.identified ? name : <Tooltip label={t('customers.anonymousHint')}>{name}</Tooltip>}
    </Group>
  );
}

function ownColumn(key: string, format: Format): Omit<Definition, 'header'> | undefined {
  const right = { meta: { right: true } };
  switch (key) {
    case 'contact':
      return {
        size: 194,
        cell: ({ row }) => <Cut>{mainIdentifier(row.original)}</Cut>,
      };
    case 'last_seen':
      return { size: 138, cell: ({ row }) => <Moment at={row.original.last_seen} /> };
    case 'first_seen':
      return { size: 130, cell: ({ row }) => format.date(row.original.first_seen) };
    case 'revenue':
      return {
        ...right,
        size: 116,
        cell: ({ row }) =>
          format.money(row.original.orders > 0 ? row.original.revenue : null, row.original.currency),
      };
    case 'orders':
      return { ...right, size: 124, cell: ({ row }) => format.number(row.original.orders) };
    case 'events':
      return { ...right, size: 92, cell: ({ row }) => format.number(row.original.events) };
    default:
      return undefined;
  }
}

function traitColumn(
  { key, type }: Column,
  sayValue: ReturnType<typeof useTraitValue>,
): Omit<Definition, 'header'> {
  const trait = traitOf(key);
  return {
    size: TRAIT_SIZES[trait] ?? 120,
    meta: { right: type === 'number' },
    cell: ({ row }) => <Cut>{sayValue(trait, row.original.traits[trait])}</Cut>,
  };
}

export function useCustomerColumns(shown: string[], traits: Column[]): Definition[] {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useTraitName();
  const sayValue = useTraitValue();
  return useMemo(() => {
    const person: Definition = {
      id: 'name',
      header: t('customers.columns.name'),
      size: 218,
      enableSorting: true,
      cell: ({ row }) => <Person row={row.original} />,
    };
    const others = shown.flatMap((key): Definition[] => {
      const own = ownColumn(key, format);
      const trait = traits.find((each) => each.key === key);
      const rest = own ?? (trait && traitColumn(trait, sayValue));
      const header = own ? t(`customers.columns.${key}`) : nameOf(trait?.label ?? key);
      return rest ? [{ id: key, header, enableSorting: SORTABLE.has(key), ...rest } as Definition] : [];
    });
    return [person, ...others];
  }, [shown, traits, format, nameOf, sayValue, t]);
}
