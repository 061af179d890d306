/** Who looks at a page, and for which of Brightline's customers. */
export interface Visit {
  /** The customer: a workspace of Brightline, and of Connect under the same id. */
  readonly workspace: { readonly id: string; readonly name: string };
  readonly person: { readonly name: string; readonly email: string };
}

/** The demo has one customer and nobody logs in: every visitor is Maya. */
export const demoVisit: Visit = {
  workspace: { id: 'northlight', name: 'Northlight Studio' },
  person: { name: 'Maya Lindqvist', email: 'maya@northlight.example' },
};

/** The client whose page the demo shows. */
export const demoClient = { name: 'Harbour Coffee' };
