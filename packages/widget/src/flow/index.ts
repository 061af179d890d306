export { createFlow, type Flow, type FlowEventName, type FlowOptions, type FlowSnapshot } from './flow.ts';
export { parseLink, type LinkUrl } from './link-url.ts';
export type { FlowMode, FlowState } from './machine.ts';
export type { FlowConnection, Refusal } from './message.ts';
export type { FlowWindow } from './window.ts';
