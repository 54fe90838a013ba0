import type { Catalogue, ImportKind } from '@/api/types';
import type { Mapping } from '../mapping';

/** What every step after the first works on. `map` is the mapping as YAML. */
export interface StepProps {
  upload: string;
  kind: ImportKind;
  catalogue: Catalogue;
  mapping: Mapping;
  map: string;
  onChange: (mapping: Mapping) => void;
}
