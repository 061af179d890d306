/** What the timeline needs besides the common looks. */
export const linkTimelineStyles = `
  .timeline {
    display: flex;
    flex-direction: column;
    gap: 16px;
  }
  .events li {
    position: relative;
    padding-block-end: 14px;
    padding-inline-start: 24px;
  }
  .events li::before {
    content: '';
    position: absolute;
    inset-block-start: 8px;
    inset-inline-start: 4px;
    inline-size: 9px;
    block-size: 9px;
    border-radius: 50%;
    background: var(--c);
  }
  .events li:not(:last-child)::after {
    content: '';
    position: absolute;
    inset-block: 22px -4px;
    inset-inline-start: 8px;
    border-inline-start: 1px solid var(--l);
  }
  .events .ok::before {
    background: var(--o);
  }
  .events .warn::before {
    background: var(--w);
  }
  @media (forced-colors: active) {
    .events li::before {
      background: CanvasText !important;
    }
  }
`;
