/** What `view="fixed"` needs besides the common looks. */
export const fixedLinksStyles = `
  .fixed {
    color: var(--t);
  }
  .note + .fixed {
    margin-block-start: 12px;
  }
  .fixed .row {
    flex-wrap: wrap;
    gap: 8px 12px;
    padding-inline: 16px;
  }
  .fixed .grow {
    flex-basis: 14em;
  }
  .fixed [role='alert']:empty {
    display: none;
  }
`;
