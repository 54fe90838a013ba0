import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface SearchFieldProps {
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  placeholder: string;
  hotkey?: string;
  width?: number;
}

/** Types at once, tells a moment later; follows when the address changes without it. */
export function SearchField({ value = '', onChange, placeholder, hotkey, width = 280 }: SearchFieldProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const told = useRef(value);
  const [typed, setTyped] = useState(value);
  const tell = useDebouncedCallback((text: string) => {
    told.current = text;
    onChange(text || undefined);
  }, 250);
  useEffect(() => {
    if (value !== told.current) {
      told.current = value;
      setTyped(value);
    }
  }, [value]);
  useHotkeys(hotkey ? [[hotkey, () => field.current?.focus()]] : []);
  const type = (text: string) => {
    setTyped(text);
    tell(text);
  };
  return (
    <TextInput
      ref={field}
      type="search"
      w={{ base: '100%', xs: width }}
      leftSection={<IconSearch size={16} stroke={1.7} />}
      rightSection={
        typed && <CloseButton size="sm" onClick={() => type('')} aria-label={t('components.clear')} />
      }
      placeholder={placeholder}
      aria-label={placeholder}
      aria-keyshortcuts={hotkey}
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
}
