/**
 * Whether this is a browser inside an app, by the form of its user agent string: a web view of Android names itself, one of
 * iOS lacks the mark of Safari that all browsers there have. Windows opened in such a place are lost, or navigate the page
 * itself. Only a hint, both ways of connecting work everywhere.
 */
export const isInApp = (userAgent: string): boolean => /; wv\)|FBA[NV]|Instagram|iP(hone|ad)(?!.*Safari)/.test(userAgent);
