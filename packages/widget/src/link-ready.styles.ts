/** What the panel needs besides the common looks. */
export const linkReadyStyles = `
  .ready h3 {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .ready h3 svg {
    color: var(--o);
  }
  .ready .address {
    display: flex;
    gap: 8px;
  }
  .ready .address .input,
  .ready textarea {
    flex: 1;
  }
  .ready figure {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 12px;
    margin: 0;
  }
  .qr {
    inline-size: min(240px, 100%);
    block-size: auto;
    border-radius: 8px;
    background: #fff;
    fill: #000;
    stroke: none;
    shape-rendering: crispEdges;
    forced-color-adjust: none;
  }
  @media (max-width: 640px) {
    .ready .address {
      flex-direction: column;
    }
    .ready .address .input {
      flex: none;
    }
    .ready .buttons .btn {
      flex: 1 1 auto;
    }
  }
`;
