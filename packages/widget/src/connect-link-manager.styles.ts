/** The button and the dialog around the content: what the manager has before its parts are loaded. */
export const styles = `
  :host(:not([view='fixed'])) {
    display: inline-block;
  }
  .opener {
    font-size: 1em;
  }
  .modal {
    inline-size: min(38em, 100% - 32px);
    max-inline-size: none;
    margin-block-start: clamp(16px, 12vh, 112px);
    max-block-size: calc(100dvh - clamp(16px, 12vh, 112px) - 16px);
    overflow: hidden;
  }
  .modal > header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    padding-block: 16px 8px;
    padding-inline: 24px 12px;
  }
  .modal > header h2 {
    font-size: 1.25em;
  }
  .modal .body {
    display: flex;
    flex-direction: column;
    gap: 16px;
    padding: 4px 24px 24px;
    overflow: auto;
    overscroll-behavior: contain;
  }
  @media (max-width: 640px) {
    .modal {
      inline-size: 100%;
      margin-block: auto 0;
      max-block-size: 92dvh;
      border-radius: 20px 20px 0 0;
    }
    .modal > header {
      padding-inline-start: 20px;
    }
    .modal .body {
      padding-inline: 20px;
      padding-block-end: calc(20px + env(safe-area-inset-bottom));
    }
  }
`;
