import { clients, type Client } from './agencies.ts';

/** A post that an agency has planned for a client. */
export interface Post {
  readonly client: Client;
  readonly platform: string;
  /** When it goes out. */
  readonly at: Date;
  readonly text: string;
}

/** Days from today, time, client, platform, text. */
const plan = [
  [0, '20:30', 'harbour-coffee', 'instagram', 'New in the window: cardamom buns, until they are gone'],
  [1, '17:30', 'luma-yoga', 'instagram', 'Five minutes for a tired back'],
  [2, '08:00', 'harbour-coffee', 'tiktok', 'How we pull the first espresso of the day'],
  [3, '12:15', 'harbour-coffee', 'instagram', 'Meet Ola, who roasts your beans'],
  [4, '18:00', 'luma-yoga', 'instagram', 'Evening class: three places left'],
  [5, '10:00', 'harbour-coffee', 'tiktok', 'Latte art, attempt 114'],
  [1, '11:00', 'oak-and-pine', 'instagram', 'From storm-felled oak to a table for eight'],
  [3, '19:00', 'oak-and-pine', 'tiktok', 'Planing, with the sound on'],
  [5, '09:30', 'oak-and-pine', 'instagram', 'The workshop is open to everybody'],
] as const;

/** Today and the days after it, a week in all, each at midnight. */
export const nextDays = (now: Date): readonly Date[] =>
  Array.from({ length: 7 }, (_, index) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + index));

/** What an agency has planned for a week from today, in order of time. */
export const postsOf = (agency: string, now: Date): readonly Post[] => {
  const days = nextDays(now);
  return plan
    .flatMap(([day, time, id, platform, text]): Post[] => {
      const client = clients.find((each) => each.id === id && each.agency === agency);
      const date = days[day];
      if (client === undefined || date === undefined) return [];
      const [hours = 0, minutes = 0] = time.split(':').map(Number);
      const at = new Date(date);
      at.setHours(hours, minutes);
      return [{ client, platform, at, text }];
    })
    .toSorted((a, b) => Number(a.at) - Number(b.at));
};
