/** What the form needs besides the common looks. */
export const linkFormStyles = `
  .link-form,
  .options {
    display: flex;
    flex-direction: column;
    gap: 16px;
  }
  .cards {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(10em, 100%), 1fr));
    gap: 8px;
    margin-block-start: 6px;
  }
  .card {
    min-block-size: 52px;
    padding: 8px 12px;
    border: 1px solid var(--c);
    border-radius: calc(var(--r) - 2px);
    font-weight: 550;
  }
  .card:has(:checked) {
    border-color: var(--a);
    box-shadow: inset 0 0 0 1px var(--a);
  }
  .card:has(:focus-visible) {
    outline: 3px solid var(--k);
    outline-offset: 2px;
  }
  .card :focus-visible {
    outline: none;
  }
  .problem svg {
    margin-block-start: 1px;
  }
  .options {
    padding-block: 8px;
  }
  label .hint {
    font-weight: 400;
  }
`;
