/** The header in which every answer names its request, as the backend's log does. */
export const requestIdHeader = 'connect-request-id';
