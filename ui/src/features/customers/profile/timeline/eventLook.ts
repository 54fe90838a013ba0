import {
  type Icon,
  IconArrowBackUp,
  IconBellRinging,
  IconBolt,
  IconCheckbox,
  IconClick,
  IconClock,
  IconCreditCard,
  IconDeviceMobile,
  IconDiscount,
  IconDownload,
  IconExternalLink,
  IconEye,
  IconFileText,
  IconForms,
  IconHeart,
  IconLogin2,
  IconMail,
  IconMailOpened,
  IconMailX,
  IconSearch,
  IconShare2,
  IconShieldCheck,
  IconShoppingBagCheck,
  IconShoppingCart,
  IconShoppingCartMinus,
  IconShoppingCartPlus,
  IconStar,
  IconUserEdit,
  IconUserPlus,
  IconUsersGroup,
} from '@tabler/icons-react';

export interface Look {
  icon: Icon;
  /** Money in, money out, a message, anything else. */
  tone: 'order' | 'refund' | 'message' | 'plain';
}

const BY_NAME: [RegExp, Icon, Look['tone']][] = [
  [/^Order (Completed|Paid)$/, IconShoppingBagCheck, 'order'],
  [/Refunded|Cancelled|Returned/, IconArrowBackUp, 'refund'],
  [/Wishlist/, IconHeart, 'plain'],
  [/Reviewed/, IconStar, 'plain'],
  [/Shared$/, IconShare2, 'plain'],
  [/^Coupon/, IconDiscount, 'plain'],
  [/^Back In Stock/, IconBellRinging, 'plain'],
  [/^Page Left/, IconClock, 'plain'],
  [/^Outbound Link/, IconExternalLink, 'plain'],
  [/^Element Clicked/, IconClick, 'plain'],
  [/^File Downloaded/, IconDownload, 'plain'],
  [/^Form/, IconForms, 'plain'],
  [/^Signed (In|Out)/, IconLogin2, 'plain'],
  [/^Product Added/, IconShoppingCartPlus, 'plain'],
  [/^Product Removed/, IconShoppingCartMinus, 'plain'],
  [/^Cart/, IconShoppingCart, 'plain'],
  [/^(Checkout|Payment)/, IconCreditCard, 'plain'],
  [/Searched/, IconSearch, 'plain'],
  [/^Product (Viewed|List|Clicked)/, IconEye, 'plain'],
  [/^Message Opened|^Email Opened/, IconMailOpened, 'message'],
  [/^Message Clicked|Link Clicked/, IconClick, 'message'],
  [/^Message (Bounced|Complained|Skipped)|Unsubscribed/, IconMailX, 'message'],
  [/^(Message|Email)/, IconMail, 'message'],
  [/^Consent/, IconShieldCheck, 'plain'],
  [/^(Signed Up|Account Created)/, IconUserPlus, 'plain'],
  [/^Application/, IconDeviceMobile, 'plain'],
  [/Submitted|Completed/, IconCheckbox, 'plain'],
];

const BY_TYPE: Record<string, Icon> = {
  page: IconFileText,
  screen: IconDeviceMobile,
  identify: IconUserEdit,
  group: IconUsersGroup,
};

/** The picture that stands for an event wherever it is shown. */
export function eventLook(name: string, type: string): Look {
  const known = BY_NAME.find(([pattern]) => pattern.test(name));
  return known ? { icon: known[1], tone: known[2] } : { icon: BY_TYPE[type] ?? IconBolt, tone: 'plain' };
}
