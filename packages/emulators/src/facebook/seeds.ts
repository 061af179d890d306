import type { FacebookWorld } from './world.ts';

/**
 * Six people, from an agency's strategist who looks after several clients to somebody without any Page. The Instagram
 * accounts behind their Pages are those that the emulated Instagram has, too.
 */
export const facebookSeeds: FacebookWorld = {
  pages: [
    { id: '104558812307741', name: 'Harbour Coffee', category: 'Coffee shop', language: 'en', instagram: 'harbourcoffee' },
    { id: '117203345981266', name: 'استوديو نور', category: 'Photographer', language: 'ar', instagram: 'noor.studio' },
    { id: '102877164409353', name: '狐ラーメン', category: 'Ramen restaurant', language: 'ja', instagram: 'kitsune.ramen' },
    { id: '109930257718842', name: 'Oak & Pine', category: 'Furniture store', language: 'en', instagram: 'oakandpine' },
    { id: '113649028854197', name: 'Tideline Social', category: 'Marketing agency', language: 'en' },
    { id: '106114493572088', name: 'Beckers Fahrräder', category: 'Bicycle shop', language: 'de' },
    { id: '100063817725934', name: 'Big Brand', category: 'Brand', language: 'en', instagram: 'bigbrand' },
  ],
  businesses: [
    {
      id: '731904482265517',
      name: 'Tideline Social Ltd',
      owns: ['113649028854197'],
      clients: ['104558812307741', '117203345981266'],
    },
    { id: '598210076643391', name: 'Harbour Coffee Co', owns: ['104558812307741'] },
    { id: '845527719302146', name: 'شركة نور للتصوير', owns: ['117203345981266'] },
    { id: '266093158874405', name: 'Big Brand Inc', owns: ['100063817725934'] },
  ],
  people: [
    {
      username: 'dana.brooks',
      name: 'Dana Brooks',
      id: '100041120938871',
      language: 'en',
      pages: ['104558812307741', '117203345981266', '102877164409353', '113649028854197'],
      businesses: ['731904482265517'],
    },
    {
      username: 'ines.duarte',
      name: 'Inês Duarte',
      id: '100027604415923',
      language: 'pt',
      pages: ['104558812307741'],
      businesses: ['598210076643391'],
    },
    { username: 'jonas.lindqvist', name: 'Jonas Lindqvist', id: '100058339021746', language: 'sv', pages: ['109930257718842'] },
    { username: 'tom.becker', name: 'Tom Becker', id: '100013947782205', language: 'de', pages: ['106114493572088'] },
    { username: 'lena.novak', name: 'Lena Novák', id: '100072285519034', language: 'cs', pages: [] },
    {
      username: 'ravi.menon',
      name: 'Ravi Menon',
      id: '100036618840997',
      language: 'en',
      pages: ['100063817725934'],
      businesses: ['266093158874405'],
      twoFactorCode: '271828',
    },
  ],
};
