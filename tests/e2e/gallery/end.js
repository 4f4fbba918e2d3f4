// What appears has appeared, and what turns stands still.
for (const animation of document.getAnimations()) {
  if (animation.effect.getComputedTiming().endTime === Infinity) {
    animation.pause();
    animation.currentTime = 0;
  } else {
    animation.finish();
  }
}
