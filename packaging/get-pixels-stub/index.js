// escpos requires get-pixels (and its 60 packages, `request` among them) only to load image files.
// Borne draws its own rasters, so the one call that could reach it is a mistake and says so.
module.exports = () => {
  throw new Error("get-pixels is stubbed: pass rasters to the printer's encoder instead of image files");
};
