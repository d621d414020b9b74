// Shows what is changed in the sources: asks for their stamp, and loads the page anew when it is another one.
'use strict';

(() => {
  const LOOK_EVERY_MS = 200;
  const shown = document.currentScript.src.split('?')[1];

  // The pages in the frames of a gallery go with it.
  if (window !== window.top) {
    return;
  }
  const look = async () => {
    if (!document.hidden) {
      try {
        const stamp = await (await fetch('/stamp')).text();
        if (stamp !== shown) {
          location.reload();
          return;
        }
      } catch {
        // The preview has ended, or is being started again.
      }
    }
    setTimeout(look, LOOK_EVERY_MS);
  };
  look();
})();
