// Draws a product: a shape by what it is, in the colour and pattern that its name tells. The real shop's data has no pictures.

const COLOURS = {
  red: ['#c8442f', '#8f2a1b', '#f8ddd3'],
  pink: ['#e58aa4', '#b4516f', '#fbe4ea'],
  blue: ['#4a7fb0', '#2b557c', '#dfeaf4'],
  green: ['#6f9a5f', '#466a3a', '#e5eede'],
  dark: ['#574a48', '#332a29', '#e8e1dc'],
  cream: ['#e9d9b8', '#b39b6a', '#f5efe2'],
  grey: ['#a9b3ba', '#6e7b84', '#e9edf0'],
};

// Each shape: [what takes the colour and pattern, what takes the darker colour and goes over it].
const SHAPES = {
  teapot: [
    'M58 92h84c8 14 8 44-10 58-6 5-58 5-64 0-18-14-18-44-10-58z',
    'M84 84h32l6 8H78zM96 74h8v10h-8zM142 104c24-4 28 30-4 32l2-8c18-3 16-18 1-16zM58 112c-16-2-20-18-30-20l-2 6c12 6 12 30 32 32z',
  ],
  jug: ['M70 62h56l8 92c-14 8-58 8-72 0zM62 62l14-8h50v8z', 'M132 84c28-2 26 46 2 50l-1-9c14-4 13-33-1-32z'],
  stand: [
    'M40 140h120l-8 12H48zM56 104h88l-7 11H63zM72 70h56l-6 10H78z',
    'M97 48h6v104h-6zM84 152h32l8 8H76zM94 42a6 6 0 1 1 12 0 6 6 0 0 1-12 0z',
  ],
  mug: ['M60 66h70v78c0 10-70 10-70 0z', 'M130 80c32-4 32 48 0 46v-10c18 2 18-28 0-26z'],
  bowl: ['M44 88h112c0 40-22 62-40 64H84c-18-2-40-24-40-64z', 'M84 152h32l4 8H80zM40 82h120v7H40z'],
  tin: ['M50 84h100v64c0 14-100 14-100 0z', 'M46 70h108v15H46zM92 62h16v8H92z'],
  glass: [
    'M70 56h60l-7 96H77z',
    'M66 50h68v7H66zM134 76c22 0 20 36-4 38l1-8c13-2 13-22 2-22zM74 152h52v7H74z',
  ],
  lunchbox: [
    'M48 84h104v70H48z',
    'M80 84V68h40v16h-8v-8H88v8zM92 104h16v14H92zM48 108h44v4H48zM108 108h44v4h-44z',
  ],
  bag: ['M54 80h92l8 80H46z', 'M74 92V70c0-34 52-34 52 0v22h-8V70c0-23-36-23-36 0v22z'],
  doormat: ['M36 86h128l14 56H22z', 'M22 142h156v7H22zM50 98h100l3 9H47zM44 120h112l3 9H41z'],
  bottle: [
    'M66 76c0-12 68-12 68 0l6 70c2 18-82 18-80 0z',
    'M88 44h24v10l-4 14H92l-4-14zM78 100h44v6H78zM76 118h48v6H76z',
  ],
  frame: [
    'M50 44h100v116H50zM68 62v80h64V62z',
    'M74 132l16-24 12 14 10-10 14 20zM110 82a7 7 0 1 1 14 0 7 7 0 0 1-14 0z',
  ],
  sign: [
    'M40 78h120v70H40z',
    'M98 44h4l46 34h-8L100 50 60 78h-8zM56 96h88v7H56zM66 112h68v6H66zM74 126h52v6H74z',
  ],
  cabinet: ['M54 48h92v108H54z', 'M50 42h100v8H50zM62 60h76v24H62zM62 92h76v24H62zM62 124h76v24H62z'],
  block: [
    'M34 84h42v58H34zM80 84h42v58H80zM126 84h42v58h-42z',
    'M48 98h5v12h6V98h5v30h-5v-12h-6v12h-5zM94 98h14v6h-8v6h6v6h-6v6h8v6H94zM140 98h14v6h-8v24h-6z',
  ],
  tealight: [
    'M100 156S48 122 48 88c0-26 36-34 52-10 16-24 52-16 52 10 0 34-52 68-52 68z',
    'M98 34h4v44h-4zM86 104h28v22H86zM100 82c9 10 7 20 0 20s-9-10 0-20z',
  ],
  candle: ['M74 84h52v70H74z', 'M99 66h3v18h-3zM100 40c12 14 9 27 0 27s-12-13 0-27zM62 154h76v8H62z'],
  toadstool: ['M40 100c0-70 120-70 120 0 0 8-120 8-120 0z', 'M84 108h32l6 44c0 9-44 9-44 0z'],
  bunting: [
    'M26 68l34 8-13 42zM66 77l32 4-14 40zM104 81l32-4-18 44zM140 76l34-8-21 50z',
    'M22 62q78 26 156 0v6q-78 26-156 0z',
  ],
  cupcake: [
    'M58 104h84l-12 54H70z',
    'M52 102c-6-16 10-22 14-24 2-18 24-28 38-20 16-2 26 10 26 22 14 2 20 12 18 22zM94 50a7 7 0 1 1 14 0 7 7 0 0 1-14 0z',
  ],
  chain: [
    'M36 78a24 24 0 1 0 48 0 24 24 0 1 0-48 0zm12 0a12 12 0 1 1 24 0 12 12 0 1 1-24 0zM116 78a24 24 0 1 0 48 0 24 24 0 1 0-48 0zm12 0a12 12 0 1 1 24 0 12 12 0 1 1-24 0z',
    'M76 112a24 24 0 1 0 48 0 24 24 0 1 0-48 0zm12 0a12 12 0 1 1 24 0 12 12 0 1 1-24 0z',
  ],
  napkin: ['M46 70l80-14 28 84-80 14z', 'M60 82l66-11 2 6-66 11zM82 140l60-10 2 6-60 10z'],
  box: ['M48 92h104v56c0 8-104 8-104 0z', 'M44 92c0-34 112-34 112 0v4H44zM92 60h16v8H92zM93 92h14v14H93z'],
  bird: [
    'M44 96c20-34 66-40 86-16 6-10 18-10 24 0l14 6-14 5c-4 40-40 56-70 48L40 156l14-30c-6-8-10-20-10-30z',
    'M80 104c18-16 40-12 48 2-10 20-34 24-52 16zM144 82a3 3 0 1 1 6 0 3 3 0 0 1-6 0z',
  ],
  heart: [
    'M100 160S44 124 44 86c0-28 40-38 56-10 16-28 56-18 56 10 0 38-56 74-56 74z',
    'M98 36h4v38h-4zM66 88c6-14 20-14 28 0l-6 4c-5-9-11-9-16 0z',
  ],
  umbrella: [
    'M36 100c4-70 124-70 128 0-14-10-24-8-32 0-10-10-22-10-32 0-10-10-22-10-32 0-8-8-18-10-32 0z',
    'M98 40h4v12h-4zM98 96h4v48c0 20-28 20-28 2h6c0 10 18 10 18-2z',
  ],
  card: [
    'M50 56h100v92H50z',
    'M100 118s-24-14-24-30c0-12 17-15 24-4 7-11 24-8 24 4 0 16-24 30-24 30zM70 130h60v5H70z',
  ],
  apron: [
    'M76 60h48l4 34c14 4 18 16 18 26v40H54v-40c0-10 4-22 18-26z',
    'M76 60c0-26 48-26 48 0h-6c0-18-36-18-36 0zM76 118h48v24H76zM40 100l32-2v6l-32 4zM160 100l-32-2v6l32 4z',
  ],
};

const PATTERNS = {
  dots: '<circle cx="6" cy="6" r="3.500"/><circle cx="17" cy="17" r="3.500"/>',
  hearts: '<path d="M11 17s-6-4-6-8c0-3 4.500-4 6-1 1.500-3 6-2 6 1 0 4-6 8-6 8z"/>',
  stripes: '<path d="M0 0h6v22H0zM11 0h3v22h-3z"/>',
};

/** The picture as an SVG element; the product's name stands beside it, so it says nothing itself. */
export function picture(product) {
  const [colour, dark, light] = COLOURS[product.colour];
  const [body, details] = SHAPES[product.picture];
  const pattern = PATTERNS[product.pattern];
  const id = `p-${product.id}`;
  const text = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" aria-hidden="true" class="picture">
    <rect width="200" height="200" fill="${light}"/>
    <circle cx="160" cy="34" r="70" fill="#fff" opacity=".35"/>
    <ellipse cx="100" cy="162" rx="68" ry="8" fill="${dark}" opacity=".16"/>
    ${pattern ? `<pattern id="${id}" width="22" height="22" patternUnits="userSpaceOnUse"><g fill="#fff" opacity=".8">${pattern}</g></pattern>` : ''}
    <path fill="${colour}" fill-rule="evenodd" d="${body}"/>
    ${pattern ? `<path fill="url(#${id})" fill-rule="evenodd" d="${body}"/>` : ''}
    <path fill="${dark}" fill-rule="evenodd" d="${details}"/>
  </svg>`;
  return document.importNode(new DOMParser().parseFromString(text, 'image/svg+xml').documentElement, true);
}
