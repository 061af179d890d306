// What a real product has in its own database: its customers, who works there, and whom they work for.

/** One of Brightline's customers: a workspace of Connect under the same id. */
export interface Agency {
  readonly id: string;
  /** Its name when it signed up; the owner can change it in the settings. */
  readonly name: string;
  readonly accentColor: string;
  /** Its mark, a file in `public/logos/`. */
  readonly logo: string;
}

export type Role = 'owner' | 'manager' | 'freelancer' | 'intern';

/** Somebody who works at an agency. */
export interface Person {
  readonly id: string;
  readonly agency: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

/** Somebody whom an agency works for. They have no login at Brightline. */
export interface Client {
  readonly id: string;
  readonly agency: string;
  readonly name: string;
  readonly platforms: readonly string[];
}

export const agencies: readonly Agency[] = [
  { id: 'northlight', name: 'Northlight Studio', accentColor: '#2350c0', logo: 'northlight.png' },
  { id: 'tidewater', name: 'Tidewater Social', accentColor: '#0b7a75', logo: 'tidewater.png' },
  { id: 'fable', name: 'Fable & Co', accentColor: '#8a3ffc', logo: 'fable.png' },
];

export const people: readonly Person[] = [
  { id: 'maya', agency: 'northlight', name: 'Maya Lindqvist', email: 'maya@northlight.example', role: 'owner' },
  { id: 'jonas', agency: 'northlight', name: 'Jonas Feld', email: 'jonas@northlight.example', role: 'manager' },
  { id: 'ines', agency: 'northlight', name: 'Inês Duarte', email: 'ines@northlight.example', role: 'intern' },
  { id: 'tom', agency: 'tidewater', name: 'Tom Okafor', email: 'tom@tidewater.example', role: 'owner' },
  { id: 'priya', agency: 'tidewater', name: 'Priya Nair', email: 'priya@tidewater.example', role: 'freelancer' },
  { id: 'aiko', agency: 'fable', name: 'Aiko Tanaka', email: 'aiko@fable.example', role: 'owner' },
  { id: 'samir', agency: 'fable', name: 'Samir Haddad', email: 'samir@fable.example', role: 'manager' },
];

/** Fable & Co has signed up today: no clients, no links, no accounts. */
export const clients: readonly Client[] = [
  { id: 'harbour-coffee', agency: 'northlight', name: 'Harbour Coffee', platforms: ['instagram', 'tiktok'] },
  { id: 'luma-yoga', agency: 'northlight', name: 'Luma Yoga', platforms: ['instagram'] },
  { id: 'oak-and-pine', agency: 'tidewater', name: 'Oak & Pine', platforms: ['instagram', 'tiktok'] },
];

/** Who can do what only owners can. */
export const ownerOf = (agency: string): Person | undefined =>
  people.find((person) => person.agency === agency && person.role === 'owner');
