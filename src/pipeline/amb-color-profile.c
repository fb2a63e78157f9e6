/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads colour descriptions. Curves and matrices are evaluated with our own arithmetic, so that the
 * fast path gives the same bytes on every machine; lcms only parses them. What is no matrix and
 * curves goes through lcms in float. */
#include "amb-color-profile.h"

#include <math.h>
#include <string.h>
#include "amb-color-space.h"
#include "amb-maths.h"

enum
{
  XY_WHITE = 0,
  XY_RED = 2,
  XY_GREEN = 4,
  XY_BLUE = 6,
};

/* White, red, green, blue as CIE x, y: IEC 61966-2-1 and ITU-R BT.2020. */
static const double srgb_xy[8] = { 0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06 };
static const double working_xy[8] = { 0.3127, 0.3290, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046 };
/* ICC.1:2022, 7.2.16 and annex E. */
const double amb_color_pcs_white[3] = { 0.9642, 1.0, 0.8249 };
static const double bradford[9]
    = { 0.8951, 0.2664, -0.1614, -0.7502, 1.7135, 0.0367, 0.0389, -0.0685, 1.0296 };

/* --- Matrices --- */

static void
xy_to_xyz (const double xy[2], double xyz[3])
{
  xyz[0] = xy[0] / xy[1];
  xyz[1] = 1;
  xyz[2] = (1 - xy[0] - xy[1]) / xy[1];
}

static void
apply (const double m[9], const double v[3], double out[3])
{
  for (int i = 0; i < 3; i++)
    out[i] = m[3 * i] * v[0] + m[3 * i + 1] * v[1] + m[3 * i + 2] * v[2];
}

/* Linear RGB -> XYZ with the white of xy (SMPTE RP 177). FALSE for impossible primaries. */
static gboolean
primaries_to_xyz (const double xy[8], double matrix[9])
{
  double columns[9], inverse[9], white[3], gain[3];
  for (int i = 0; i < 8; i++)
    if (!(fabs (xy[i]) < 10) || ((i & 1) && !(fabs (xy[i]) > 1e-6)))
      return FALSE;
  for (int c = 0; c < 3; c++)
    {
      double xyz[3];
      xy_to_xyz (xy + XY_RED + 2 * c, xyz);
      for (int i = 0; i < 3; i++)
        columns[3 * i + c] = xyz[i];
    }
  if (!amb_maths_invert (columns, inverse))
    return FALSE;
  xy_to_xyz (xy + XY_WHITE, white);
  apply (inverse, white, gain);
  for (int i = 0; i < 9; i++)
    matrix[i] = columns[i] * gain[i % 3];
  return TRUE;
}

/* Von Kries in the Bradford space (ICC.1:2022 annex E). */
static gboolean
adaptation (const double from[3], const double to[3], double matrix[9])
{
  double inverse[9], cone_from[3], cone_to[3], scaled[9];
  apply (bradford, from, cone_from);
  apply (bradford, to, cone_to);
  for (int i = 0; i < 9; i++)
    scaled[i] = bradford[i] * (cone_to[i / 3] / cone_from[i / 3]);
  if (!amb_maths_invert (bradford, inverse))
    return FALSE;
  amb_maths_multiply (inverse, scaled, matrix);
  return TRUE;
}

/* Linear RGB of primaries -> XYZ relative to the profile connection space's white. */
static gboolean
primaries_to_pcs (const double xy[8], double matrix[9])
{
  double xyz[9], white[3], adapt[9];
  xy_to_xyz (xy + XY_WHITE, white);
  if (!primaries_to_xyz (xy, xyz) || !adaptation (white, amb_color_pcs_white, adapt))
    return FALSE;
  amb_maths_multiply (adapt, xyz, matrix);
  return TRUE;
}

static gboolean
pcs_to_working (const double pcs[9], double matrix[9])
{
  double working[9], inverse[9];
  if (!primaries_to_pcs (working_xy, working) || !amb_maths_invert (working, inverse))
    return FALSE;
  amb_maths_multiply (inverse, pcs, matrix);
  for (int i = 0; i < 9; i++)
    if (!(fabs (matrix[i]) < 100))
      return FALSE;
  return TRUE;
}

void
amb_color_adaptation (const double white_xy[2], double matrix[9])
{
  double white[3];
  xy_to_xyz (white_xy, white);
  adaptation (white, amb_color_pcs_white, matrix);
}

void
amb_color_working_to_pcs (double matrix[9])
{
  primaries_to_pcs (working_xy, matrix);
}

gboolean
amb_color_primaries_to_working (const double xy[8], double matrix[9])
{
  double pcs[9];
  return primaries_to_pcs (xy, pcs) && pcs_to_working (pcs, matrix);
}

static void
srgb_to_working (double matrix[9])
{
  double srgb[9], working[9], inverse[9];
  primaries_to_xyz (srgb_xy, srgb);
  primaries_to_xyz (working_xy, working);
  amb_maths_invert (working, inverse);
  amb_maths_multiply (inverse, srgb, matrix);
}

void
amb_color_working_to_srgb (double matrix[9])
{
  double forward[9];
  srgb_to_working (forward);
  amb_maths_invert (forward, matrix);
}

void
amb_color_working_luminance (double weights[3])
{
  double working[9];
  primaries_to_xyz (working_xy, working);
  memcpy (weights, working + 3, 3 * sizeof (double));
}

/* --- Curves --- */

static double
srgb_to_linear (double x)
{
  return x <= 0.04045 ? x / 12.92 : amb_maths_pow ((x + 0.055) / 1.055, 2.4);
}

static double
parametric (int function, const double p[7], double x)
{
  double g = p[0], a = p[1], b = p[2], c = p[3], d = p[4], e = p[5], f = p[6];
  switch (function)
    {
    case 1:
      return amb_maths_pow (x, g);
    case 2:
      return x >= -b / a ? amb_maths_pow (a * x + b, g) : 0;
    case 3:
      return x >= -b / a ? amb_maths_pow (a * x + b, g) + c : c;
    case 4:
      return x >= d ? amb_maths_pow (a * x + b, g) : c * x;
    default:
      return x >= d ? amb_maths_pow (a * x + b, g) + e : c * x + f;
    }
}

static double
interpolate (const AmbTransfer *curve, double x)
{
  double at = x * (curve->n_entries - 1);
  guint i = MIN ((guint) at, curve->n_entries - 2);
  double part = at - i;
  return (curve->table[i] * (1 - part) + curve->table[i + 1] * part) / 65535.0;
}

double
amb_transfer_eval (const AmbTransfer *curve, double x)
{
  double y = 0;
  switch (curve->kind)
    {
    case AMB_TRANSFER_SRGB:
      y = srgb_to_linear (x);
      break;
    case AMB_TRANSFER_PARAMETRIC:
      y = parametric (curve->function, curve->params, x);
      break;
    case AMB_TRANSFER_TABLE:
      y = interpolate (curve, x);
      break;
    }
  return y > -16 && y < 16 ? y : 0;
}

/* FALSE for a curve that lcms built of several pieces: lcms has to evaluate it. */
static gboolean
curve_init (AmbTransfer *self, const cmsToneCurve *curve)
{
  static const int n_params[6] = { 0, 1, 3, 4, 5, 7 };
  int function = cmsGetToneCurveParametricType (curve);
  if (function >= 1 && function <= 5)
    {
      *self = (AmbTransfer){ .kind = AMB_TRANSFER_PARAMETRIC, .function = function };
      memcpy (self->params, cmsGetToneCurveParams (curve), n_params[function] * sizeof (double));
      return TRUE;
    }
  guint n = cmsGetToneCurveEstimatedTableEntries (curve);
  if (function != 0 || n < 2)
    return FALSE;
  *self = (AmbTransfer){ .kind = AMB_TRANSFER_TABLE, .n_entries = n };
  self->table = g_memdup2 (cmsGetToneCurveEstimatedTable (curve), n * sizeof (guint16));
  return TRUE;
}

static void
curve_clear (AmbTransfer *self)
{
  g_clear_pointer (&self->table, g_free);
}

gboolean
amb_transfer_equal (const AmbTransfer *a, const AmbTransfer *b)
{
  return a->kind == b->kind && a->function == b->function && a->n_entries == b->n_entries
         && memcmp (a->params, b->params, sizeof (a->params)) == 0
         && (a->n_entries == 0
             || memcmp (a->table, b->table, a->n_entries * sizeof (guint16)) == 0);
}

/* Within a quarter of an 8-bit step of sRGB everywhere: what differs is how the profile was
 * rounded. */
static gboolean
curve_is_srgb (const AmbTransfer *curve)
{
  const double quarter = 0.25 / 255;
  for (int i = 0; i <= 255; i++)
    {
      double x = i / 255.0;
      double y = amb_transfer_eval (curve, x);
      if (y < srgb_to_linear (x - quarter) || y > srgb_to_linear (x + quarter))
        return FALSE;
    }
  return TRUE;
}

/* --- The profile --- */

static void
init_srgb (AmbColorProfile *self)
{
  amb_color_profile_clear (self);
  self->is_srgb = TRUE;
  srgb_to_working (self->to_working);
}

static guint
n_curves (const AmbRenderSourceSpec *spec)
{
  return spec->pixels->model == AMB_MODEL_GRAY ? 1 : 3;
}

static gboolean
is_srgb (const AmbColorProfile *self, guint curves)
{
  double srgb[9];
  srgb_to_working (srgb);
  for (int i = 0; curves == 3 && i < 9; i++)
    if (!(fabs (self->to_working[i] - srgb[i]) < 0.002))
      return FALSE;
  for (guint c = 0; c < curves; c++)
    if (!curve_is_srgb (&self->curves[c]))
      return FALSE;
  return TRUE;
}

static gboolean
read_colorants (cmsHPROFILE profile, double pcs[9])
{
  static const cmsTagSignature tags[3]
      = { cmsSigRedColorantTag, cmsSigGreenColorantTag, cmsSigBlueColorantTag };
  for (int c = 0; c < 3; c++)
    {
      const cmsCIEXYZ *xyz = cmsReadTag (profile, tags[c]);
      if (xyz == NULL)
        return FALSE;
      pcs[c] = xyz->X;
      pcs[3 + c] = xyz->Y;
      pcs[6 + c] = xyz->Z;
    }
  return TRUE;
}

/* Curves that do not start at black are left to lcms, which does the black point compensation. */
static gboolean
read_curves (AmbColorProfile *self, cmsHPROFILE profile, guint curves)
{
  static const cmsTagSignature tags[3] = { cmsSigRedTRCTag, cmsSigGreenTRCTag, cmsSigBlueTRCTag };
  for (guint c = 0; c < curves; c++)
    {
      const cmsToneCurve *curve = cmsReadTag (profile, curves == 1 ? cmsSigGrayTRCTag : tags[c]);
      if (curve == NULL || !curve_init (&self->curves[c], curve)
          || fabs (amb_transfer_eval (&self->curves[c], 0)) > 1e-6)
        return FALSE;
    }
  return TRUE;
}

static gboolean
has_lut (cmsHPROFILE profile)
{
  static const cmsTagSignature tags[]
      = { cmsSigAToB0Tag, cmsSigAToB1Tag, cmsSigDToB0Tag, cmsSigDToB1Tag };
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    if (cmsIsTag (profile, tags[i]))
      return TRUE;
  return FALSE;
}

static gboolean
init_fast (AmbColorProfile *self, cmsHPROFILE profile, guint curves)
{
  double pcs[9];
  if (has_lut (profile) || cmsGetPCS (profile) != cmsSigXYZData
      || !read_curves (self, profile, curves))
    return FALSE;
  if (curves == 3 && (!read_colorants (profile, pcs) || !pcs_to_working (pcs, self->to_working)))
    return FALSE;
  return TRUE;
}

static cmsHPROFILE
working_profile (cmsContext context)
{
  const cmsCIExyY white = { working_xy[0], working_xy[1], 1 };
  const cmsCIExyYTRIPLE primaries = {
    { working_xy[XY_RED], working_xy[XY_RED + 1], 1 },
    { working_xy[XY_GREEN], working_xy[XY_GREEN + 1], 1 },
    { working_xy[XY_BLUE], working_xy[XY_BLUE + 1], 1 },
  };
  cmsToneCurve *linear = cmsBuildGamma (context, 1.0);
  cmsToneCurve *curves[3] = { linear, linear, linear };
  cmsHPROFILE profile = cmsCreateRGBProfileTHR (context, &white, &primaries, curves);
  cmsFreeToneCurve (linear);
  return profile;
}

static const struct
{
  AmbPixelModel model;
  cmsColorSpaceSignature space;
  cmsUInt32Number format;
} spaces[] = {
  { AMB_MODEL_GRAY, cmsSigGrayData, TYPE_GRAY_FLT },
  { AMB_MODEL_RGB, cmsSigRgbData, TYPE_RGB_FLT },
  { AMB_MODEL_CMYK, cmsSigCmykData, TYPE_CMYK_FLT },
};

static cmsUInt32Number
input_format (AmbPixelModel model, cmsHPROFILE profile)
{
  for (guint i = 0; i < G_N_ELEMENTS (spaces); i++)
    if (spaces[i].model == model && cmsGetColorSpace (profile) == spaces[i].space)
      return spaces[i].format;
  return 0;
}

static gboolean
init_transform (AmbColorProfile *self, cmsHPROFILE profile, cmsUInt32Number format)
{
  cmsHPROFILE working = working_profile (self->context);
  self->transform = cmsCreateTransformTHR (self->context, profile, format, working, TYPE_RGB_FLT,
                                           INTENT_RELATIVE_COLORIMETRIC,
                                           cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_NOCACHE);
  cmsCloseProfile (working);
  return self->transform != NULL;
}

static gboolean
is_device_class (cmsHPROFILE profile)
{
  cmsProfileClassSignature class = cmsGetDeviceClass (profile);
  return class == cmsSigInputClass || class == cmsSigDisplayClass || class == cmsSigOutputClass
         || class == cmsSigColorSpaceClass;
}

static gboolean
init_from_profile (AmbColorProfile *self, const AmbRenderSourceSpec *spec, cmsHPROFILE profile)
{
  cmsUInt32Number format = input_format (spec->pixels->model, profile);
  if (format == 0 || !is_device_class (profile))
    return FALSE;
  if (spec->pixels->model == AMB_MODEL_CMYK || !init_fast (self, profile, n_curves (spec)))
    return init_transform (self, profile, format);
  self->is_srgb = self->transform == NULL && is_srgb (self, n_curves (spec));
  return TRUE;
}

static gboolean
init_from_icc (AmbColorProfile *self, const AmbRenderSourceSpec *spec)
{
  if (spec->icc_bytes > G_MAXUINT32)
    return FALSE;
  self->context = cmsCreateContext (NULL, NULL);
  if (self->context == NULL)
    return FALSE;
  cmsHPROFILE profile
      = cmsOpenProfileFromMemTHR (self->context, spec->icc, (cmsUInt32Number) spec->icc_bytes);
  if (profile == NULL)
    return FALSE;
  gboolean usable = init_from_profile (self, spec, profile);
  cmsCloseProfile (profile);
  return usable;
}

static gboolean
has_chromaticities (const AmbRenderSourceSpec *spec)
{
  for (int i = 0; i < 8; i++)
    if (spec->chromaticities[i] != 0)
      return TRUE;
  return FALSE;
}

/* ITU-R BT.709-6, 1.2: from encoded to scene light. */
static const AmbTransfer bt709
    = { .kind = AMB_TRANSFER_PARAMETRIC,
        .function = 4,
        .params = { 1 / 0.45, 1 / 1.099, 0.099 / 1.099, 1 / 4.5, 0.081 } };

/* PNG's gAMA and cHRM (PNG 1.2, 10.5): gamma is the exponent of encoding; or what cICP says. */
static gboolean
init_from_chunks (AmbColorProfile *self, const AmbRenderSourceSpec *spec)
{
  const double *xy = has_chromaticities (spec) ? spec->chromaticities : srgb_xy;
  if (spec->gamma != 0 && !(spec->gamma >= 0.01 && spec->gamma <= 100))
    return FALSE;
  for (int c = 0; spec->gamma != 0 && c < 3; c++)
    self->curves[c] = (AmbTransfer){ .kind = AMB_TRANSFER_PARAMETRIC,
                                     .function = 1,
                                     .params = { 1 / spec->gamma } };
  for (int c = 0; spec->is_bt709 && c < 3; c++)
    self->curves[c] = bt709;
  return amb_color_primaries_to_working (xy, self->to_working);
}

void
amb_color_profile_init (AmbColorProfile *self, const AmbRenderSourceSpec *spec, GPtrArray *notes)
{
  const gboolean has_icc = spec->icc != NULL && spec->icc_bytes > 0;
  gboolean usable = TRUE;
  *self = (AmbColorProfile){ 0 };
  if (has_icc)
    usable = init_from_icc (self, spec);
  else if (spec->gamma != 0 || spec->is_bt709 || has_chromaticities (spec))
    usable = init_from_chunks (self, spec);
  else if (spec->is_adobe_rgb)
    amb_color_space_init (self, AMB_SPACE_ADOBE_RGB);
  else
    init_srgb (self);
  if (!usable || self->is_srgb)
    init_srgb (self);
  self->from_icc = has_icc && usable;
  if (self->transform != NULL)
    self->icc = g_bytes_new (spec->icc, spec->icc_bytes);
  if (!usable && notes != NULL)
    g_ptr_array_add (notes, g_strdup ("The colour profile cannot be used; sRGB is assumed."));
}

/* A profile with tables for one intent only has it as the perceptual, and it serves for all (ICC.1,
 * 8.10.2). */
static gboolean
can_be_written_to (cmsHPROFILE profile)
{
  return cmsIsIntentSupported (profile, INTENT_RELATIVE_COLORIMETRIC, LCMS_USED_AS_OUTPUT)
         || cmsIsIntentSupported (profile, INTENT_PERCEPTUAL, LCMS_USED_AS_OUTPUT);
}

static cmsHTRANSFORM
output_transform (const AmbColorProfile *self, cmsHPROFILE profile)
{
  const cmsUInt32Number format
      = cmsGetColorSpace (profile) == cmsSigGrayData ? TYPE_GRAY_FLT : TYPE_RGB_FLT;
  if (cmsGetColorSpace (profile) == cmsSigCmykData || !can_be_written_to (profile))
    return NULL;
  cmsHPROFILE working = working_profile (self->context);
  cmsHTRANSFORM transform = cmsCreateTransformTHR (
      self->context, working, TYPE_RGB_FLT, profile, format, INTENT_RELATIVE_COLORIMETRIC,
      cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_NOCACHE);
  cmsCloseProfile (working);
  return transform;
}

cmsHTRANSFORM
amb_color_profile_output_transform (const AmbColorProfile *self)
{
  gsize bytes;
  gconstpointer icc = self->icc != NULL ? g_bytes_get_data (self->icc, &bytes) : NULL;
  cmsHPROFILE profile
      = icc != NULL ? cmsOpenProfileFromMemTHR (self->context, icc, (cmsUInt32Number) bytes) : NULL;
  if (profile == NULL)
    return NULL;
  cmsHTRANSFORM transform = output_transform (self, profile);
  cmsCloseProfile (profile);
  return transform;
}

void
amb_color_profile_clear (AmbColorProfile *self)
{
  g_clear_pointer (&self->transform, cmsDeleteTransform);
  g_clear_pointer (&self->context, cmsDeleteContext);
  g_clear_pointer (&self->icc, g_bytes_unref);
  for (int c = 0; c < 3; c++)
    curve_clear (&self->curves[c]);
  *self = (AmbColorProfile){ 0 };
}
