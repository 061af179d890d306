import { describe, expect, test } from 'vitest';
import { inAppName } from './hosted/in-app-name.ts';
import { isInApp } from './in-app.ts';

const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const android = 'Mozilla/5.0 (Linux; Android 15; Pixel 9 Build/AP4A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/140.0.0.0 Mobile Safari/537.36';

const apps: readonly [string, string][] = [
  ['Instagram', `${iphone} Mobile/22F76 Instagram 390.0.0.28.85 (iPhone16,2; iOS 18_5; en_GB; en-GB; scale=3.00; 1290x2796; 742532463)`],
  ['Instagram', `${android} Instagram 390.0.0.43.81 Android (35/15; 420dpi; 1080x2424; Google; Pixel 9; tokay; tokay; en_GB)`],
  ['Facebook', `${iphone} Mobile/22F76 [FBAN/FBIOS;FBAV/518.0.0.52.100;FBBV/7;FBDV/iPhone16,2;FBMD/iPhone;FBSN/iOS;FBSV/18.5]`],
  ['Facebook', `${android} [FB_IAB/FB4A;FBAV/518.0.0.63.86;]`],
  ['Messenger', `${iphone} Mobile/22F76 [FBAN/MessengerForiOS;FBAV/518.0.0.42.106;FBDV/iPhone16,2]`],
  ['Messenger', `${android} [FB_IAB/MESSENGER;FBAV/518.0.0.42.106;]`],
  ['TikTok', `${iphone} Mobile/22F76 musical_ly_39.8.0 JsSdk/2.0 NetType/WIFI Channel/App Store ByteLocale/en Region/GB`],
  ['TikTok', `${android} trill_390803 BytedanceWebview/d8a21c6`],
  ['Threads', `${iphone} Mobile/22F76 Barcelona 390.0.0.28.85 (iPhone16,2; iOS 18_5)`],
  ['Snapchat', `${iphone} Mobile/15E148 Snapchat/13.45.0.40 (like Safari/8621.2.5.10.10, panda)`],
  ['LinkedIn', `${iphone} Mobile/22F76 [LinkedInApp]/9.31.2`],
  ['LINE', `${iphone} Mobile/22F76 Safari Line/15.10.0`],
  ['WeChat', `${android} MMWEBID/1 MicroMessenger/8.0.60 WeChat/arm64`],
];

const browsers: readonly [string, string][] = [
  ['Safari on an iPhone', `${iphone} Version/18.5 Mobile/15E148 Safari/604.1`],
  ['Chrome on an iPhone', `${iphone} CriOS/140.0.7339.39 Mobile/15E148 Safari/604.1`],
  ['Firefox on an iPhone', `${iphone} FxiOS/142.0 Mobile/15E148 Safari/604.1`],
  ['Edge on an iPhone', `${iphone} Version/18.0 EdgiOS/140.0.0.0 Mobile/15E148 Safari/604.1`],
  ['Chrome on Android', 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36'],
  ['Firefox on Android', 'Mozilla/5.0 (Android 15; Mobile; rv:142.0) Gecko/142.0 Firefox/142.0'],
  ['Samsung Internet', 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36'],
  ['Safari on a Mac', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15'],
  ['Chrome on Windows', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'],
  ['Firefox on Linux', 'Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0'],
];

describe('the browser of an app', () => {
  test.each(apps)('%s is known by name', (name, userAgent) => {
    expect(inAppName(userAgent)).toBe(name);
  });

  // LINE and Snapchat write the mark of Safari, and open windows like it.
  test.each(apps.filter(([name]) => name !== 'LINE' && name !== 'Snapchat'))('%s is no place for windows', (_name, userAgent) => {
    expect(isInApp(userAgent)).toBe(true);
  });

  test.each([
    ['a web view of Android', android],
    ['a web view of iOS', `${iphone} Mobile/22F76`],
  ])('%s is no place for windows either, whoever it belongs to', (_name, userAgent) => {
    expect(isInApp(userAgent)).toBe(true);
    expect(inAppName(userAgent)).toBeUndefined();
  });
});

test.each(browsers)('%s is a browser', (_name, userAgent) => {
  expect([isInApp(userAgent), inAppName(userAgent)]).toEqual([false, undefined]);
});
