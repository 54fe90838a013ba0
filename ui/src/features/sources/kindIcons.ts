import {
  type Icon,
  IconApi,
  IconBrandAndroid,
  IconBrandApple,
  IconBrandGoogle,
  IconBrandNodejs,
  IconBrandPhp,
  IconBrandPython,
  IconBrandReactNative,
  IconCashRegister,
  IconFileImport,
  IconPlugConnected,
  IconWorldWww,
} from '@tabler/icons-react';

/** The pictures that kinds of sources name; a kind of another package may name one that is not here. */
const PICTURES: Record<string, Icon> = {
  api: IconApi,
  'brand-android': IconBrandAndroid,
  'brand-apple': IconBrandApple,
  'brand-google': IconBrandGoogle,
  'brand-nodejs': IconBrandNodejs,
  'brand-php': IconBrandPhp,
  'brand-python': IconBrandPython,
  'brand-react-native': IconBrandReactNative,
  'cash-register': IconCashRegister,
  'file-import': IconFileImport,
  'world-www': IconWorldWww,
};

export const pictureOf = (icon: string): Icon => PICTURES[icon] ?? IconPlugConnected;
